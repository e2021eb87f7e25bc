/** A stretch of a text, as offsets: `from` is its first character, `to` the first one behind it. */
export interface Span {
  readonly from: number;
  readonly to: number;
}
