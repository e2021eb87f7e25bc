import type { FailedQuery, QueryFailure } from "../../core/promql/query-answer.ts";

/** Ends a query that brings no answer. It stays in this room: the client turns it into an answer that says so. */
export class PrometheusError extends Error {
  override readonly name = "PrometheusError";
  readonly #reason: QueryFailure;

  constructor(message: string, reason: QueryFailure, options?: ErrorOptions) {
    super(message, options);
    this.#reason = reason;
  }

  toAnswer(): FailedQuery {
    return { kind: "failed", reason: this.#reason, message: this.message, cause: this.cause };
  }
}
