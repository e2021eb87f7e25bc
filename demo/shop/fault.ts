/** What can be made to go wrong at the checkout. */
export type Fault = "errors" | "latency" | "none";

export const FAULTS: readonly Fault[] = ["errors", "latency", "none"];

export const isFault = (text: string): text is Fault => FAULTS.some((fault) => fault === text);

/** Share of requests that a fault hits. */
export const FAULT_SHARE = 0.97;
