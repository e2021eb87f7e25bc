import type { ServerOptions } from "node:http";

/** A request is whole within ten seconds, its headers within five. */
export const HTTP_LIMITS = {
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  connectionsCheckingInterval: 1_000,
  maxHeaderSize: 16 * 1024,
} as const satisfies ServerOptions;

/** How long an idle connection is kept: where readers are known, and where anybody may be one. */
export const KEEP_ALIVE_MILLISECONDS = { known: 65_000, anybody: 5_000 } as const;

/** What one server holds at once. */
export interface Room {
  readonly connections: number;
  /**
   * Of these, one address's, which a proxy may be that many come through. Undefined where the newest takes the place of
   * the oldest instead: the port is for questions that are answered at once, and nobody can sit on it.
   */
  readonly perAddress: number | undefined;
}

export const ROOM = { connections: 10_000, perAddress: 500 } as const satisfies Room;

/** Probes and scrapers are few. */
export const HEALTH_ROOM: Room = { connections: 100, perAddress: undefined };
