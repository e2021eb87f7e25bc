import { signal } from "@preact/signals";
import type { QueryClient } from "@tanstack/preact-query";
import { BASE } from "../base.ts";
import { asksForToken } from "./get.ts";
import { refresher } from "./refresher.ts";

/** How the service is heard: when it told last that it evaluated, and whether it is heard at all. */
export interface Heard {
  readonly isConnected: boolean;
  /** By this machine's clock, milliseconds since the epoch; undefined before the first. */
  readonly at: number | undefined;
}

export const heard = signal<Heard>({ isConnected: false, at: undefined });

/** Begins the key of what is asked for once: it is large, and of the past. */
export const ONCE = "once";

/** A browser gives up on answers that are no events, such as those of a proxy whose service is away. */
const AGAIN_MS = 5_000;

/**
 * Asks anew for all that is shown whenever the service says that it evaluated, one round after the other, and only while
 * somebody looks.
 */
export function followLive(queries: QueryClient): void {
  const refresh = refresher(
    () => queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== ONCE }),
    () => !document.hidden,
  );
  document.addEventListener("visibilitychange", refresh.look);
  listen(refresh.ask);
}

function listen(tell: () => void): void {
  const events = new EventSource(`${BASE}/api/v1/events`);
  events.addEventListener("evaluated", () => {
    heard.value = { isConnected: true, at: Date.now() };
    tell();
  });
  events.addEventListener("open", () => {
    heard.value = { ...heard.value, isConnected: true };
  });
  events.addEventListener("error", () => {
    heard.value = { ...heard.value, isConnected: false };
    if (events.readyState !== EventSource.CLOSED) return;
    // Whoever is asked for a token comes back with a page of its own.
    setTimeout(() => asksForToken.value || listen(tell), AGAIN_MS);
  });
}
