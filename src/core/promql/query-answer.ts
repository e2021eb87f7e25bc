/** What a question to Prometheus brought. Failing is an answer too: what to do about it is the asker's choice. */
export type QueryAnswer<T> = AnsweredQuery<T> | FailedQuery;

/** A whole answer. */
export interface AnsweredQuery<T> {
  readonly kind: "answered";
  readonly value: T;
  /** What the engine remarks on the query, such as a mix of histograms and numbers; absent where it has nothing. */
  readonly remarks?: readonly string[];
}

/** A question that brought no whole answer, and why. */
export interface FailedQuery {
  readonly kind: "failed";
  readonly reason: QueryFailure;
  /** For everybody who reads a status. */
  readonly message: string;
  /** The error behind it, for whoever runs a command: it may name files of the machine. */
  readonly cause?: unknown;
}

/**
 * `unreachable` nobody answered, `timeout` not in time, `rejected` Prometheus refused the query, `invalid` what came
 * back is not a whole answer of Prometheus.
 */
export type QueryFailure = "unreachable" | "timeout" | "rejected" | "invalid";
