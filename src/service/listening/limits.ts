import type { ServerOptions } from "node:http";

/** What one server holds at once. */
export const MOST_CONNECTIONS = 10_000;

/** A request is whole within ten seconds, its headers within five; idle connections are kept a minute. */
export const HTTP_LIMITS = {
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  connectionsCheckingInterval: 1_000,
  keepAliveTimeout: 65_000,
  maxHeaderSize: 16 * 1024,
} as const satisfies ServerOptions;
