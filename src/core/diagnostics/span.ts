/** A stretch of a text, as offsets: `to` is the first character behind it. */
export interface Span {
  readonly from: number;
  readonly to: number;
}
