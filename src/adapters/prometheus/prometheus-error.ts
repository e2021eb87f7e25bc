/**
 * Why a query brought no answer: `unreachable` nobody answered, `timeout` not in time, `rejected` Prometheus
 * refused the query, `invalid` what came back is not a whole answer of Prometheus.
 */
export type PrometheusFailure = "unreachable" | "timeout" | "rejected" | "invalid";

/** A query that brought no answer. What to do about it is the caller's choice, by `failure`. */
export class PrometheusError extends Error {
  override readonly name = "PrometheusError";
  readonly failure: PrometheusFailure;

  constructor(message: string, failure: PrometheusFailure, options?: ErrorOptions) {
    super(message, options);
    this.failure = failure;
  }
}
