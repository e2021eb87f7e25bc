/** A span of time, in milliseconds since the epoch. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The span that the URL names, in Unix seconds; undefined for the whole SLO window. */
export function readSpan(search: URLSearchParams): Span | undefined {
  const from = Number(search.get("from")) * 1000;
  const to = Number(search.get("to")) * 1000;
  return from > 0 && to > from ? { from, to } : undefined;
}

/** The same choices with another span. */
export function writeSpan(search: URLSearchParams, span: Span | undefined): URLSearchParams {
  const changed = new URLSearchParams(search);
  changed.delete("from");
  changed.delete("to");
  if (span !== undefined) {
    changed.set("from", String(Math.floor(span.from / 1000)));
    changed.set("to", String(Math.floor(span.to / 1000)));
  }
  return changed;
}
