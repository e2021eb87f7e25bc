/** The part of snappyjs that is used here; the package ships no types. */
declare module "snappyjs" {
  /** Snappy's block format, as remote write asks for. The result is of the input's own type. */
  export function compress<T extends Uint8Array | ArrayBuffer>(uncompressed: T): T;
  export function uncompress<T extends Uint8Array | ArrayBuffer>(compressed: T, maxLength?: number): T;
}
