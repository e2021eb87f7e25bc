import { vi } from "vitest";

/** Machines that run these tests are shared: what comes, comes within this. */
const PATIENCE_MS = 150_000;

/** Waits until an expectation holds. */
export const eventually = (expectation: () => void | Promise<void>): Promise<void> =>
  vi.waitFor(expectation, { timeout: PATIENCE_MS, interval: 250 });
