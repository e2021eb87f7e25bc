import { setFlagsFromString } from "node:v8";

/**
 * Lets the heap grow by half of what lives in it at a time, and not by as much again or more: most of what a service
 * with thousands of SLOs holds lives for weeks, and what dies dies at once. It takes a third less memory for some more
 * collections.
 */
export function growHeapSlowly(): void {
  setFlagsFromString("--heap-growing-percent=50");
}
