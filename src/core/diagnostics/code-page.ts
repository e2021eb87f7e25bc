/** What the reference says of a code. */
export interface CodePage {
  readonly title: string;
  /** Why it is a problem, in a sentence or two. */
  readonly explanation: string;
  /** Where the examples belong: the top of a file, an entry of a list, a query by itself, or a whole file. */
  readonly in: "file" | "top" | "slo" | "cause" | "scaling" | "query" | "rules";
  readonly wrong: string;
  readonly mended: string;
}
