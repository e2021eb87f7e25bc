/**
 * Memory that V8 does not add to what it collects garbage by: rings live for weeks, and beside hundreds of megabytes of
 * them it would let as much garbage gather, and collect in a hurry while they are made. Nobody shares it.
 */
export const ringMemory = (bytes: number): SharedArrayBuffer => new SharedArrayBuffer(bytes);

/** A ring of so many counts, all 0; single precision is exact up to 16.7 million. */
export const countRing = (length: number, precision: "single" | "double"): Float32Array | Float64Array =>
  precision === "single"
    ? new Float32Array(ringMemory(length * Float32Array.BYTES_PER_ELEMENT))
    : new Float64Array(ringMemory(length * Float64Array.BYTES_PER_ELEMENT));
