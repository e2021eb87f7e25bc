import { signal } from "@preact/signals";
import type { QueryClient } from "@tanstack/preact-query";
import { BASE } from "../base.ts";

/** How the service is heard: when it told last that it evaluated, and whether it is heard at all. */
export interface Heard {
  readonly isConnected: boolean;
  /** By this machine's clock, milliseconds since the epoch; undefined before the first. */
  readonly at: number | undefined;
}

export const heard = signal<Heard>({ isConnected: false, at: undefined });

/** Begins the key of what is asked for once: it is large, and of the past. */
export const ONCE = "once";

/** Asks anew for all that is shown whenever the service says that it evaluated. The browser connects again by itself. */
export function followLive(queries: QueryClient): void {
  const events = new EventSource(`${BASE}/api/v1/events`);
  events.addEventListener("evaluated", () => {
    heard.value = { isConnected: true, at: Date.now() };
    void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== ONCE });
  });
  events.addEventListener("open", () => {
    heard.value = { ...heard.value, isConnected: true };
  });
  events.addEventListener("error", () => {
    heard.value = { ...heard.value, isConnected: false };
  });
}
