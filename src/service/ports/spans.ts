/** What a span says about its work. */
export type SpanAttributes = Readonly<Record<string, string | number>>;

/** The part of a span that its own work may touch. */
export interface OpenSpan {
  set(attributes: SpanAttributes): void;
  /** Marks the span as failed without ending the work. */
  fail(problem: string): void;
}

/** Times a piece of work and says what it was about; a thrown error marks the span and is thrown on. */
export type InSpan = <T>(name: string, attributes: SpanAttributes, work: (span: OpenSpan) => Promise<T>) => Promise<T>;
