/** What the reference says of a code. */
export interface CodePage {
  readonly title: string;
  /** Why it is a problem, in a sentence or two. */
  readonly explanation: string;
  /**
   * Where the examples belong: the top of a file, an entry of a list, a query by itself, a whole file, a manifest of an
   * autoscaler, or an SLO that a Prometheus is asked about.
   */
  readonly in: "file" | "top" | "slo" | "cause" | "scaling" | "query" | "rules" | "manifest" | "live";
  readonly wrong: string;
  readonly mended: string;
}
