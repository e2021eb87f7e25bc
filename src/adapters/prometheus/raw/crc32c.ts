/** Castagnoli's polynomial, its lowest power in the highest bit. */
const POLYNOMIAL = 0x82f6_3b78;

/** What a byte leaves behind, by how many others follow it in a word. */
const BEFORE_0 = Int32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = (rest >>> 1) ^ ((rest & 1) * POLYNOMIAL);
  return rest;
});
const further = (table: Int32Array): Int32Array => table.map((rest) => (rest >>> 8) ^ (BEFORE_0[rest & 0xff] ?? 0));
const BEFORE_1 = further(BEFORE_0);
const BEFORE_2 = further(BEFORE_1);
const BEFORE_3 = further(BEFORE_2);

/** The CRC-32C checksum of bytes. */
export function crc32c(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let rest = -1;
  let i = 0;
  for (; i + 4 <= bytes.length; i += 4) {
    const word = rest ^ view.getInt32(i, true);
    rest =
      (BEFORE_3[word & 0xff] ?? 0) ^
      (BEFORE_2[(word >>> 8) & 0xff] ?? 0) ^
      (BEFORE_1[(word >>> 16) & 0xff] ?? 0) ^
      (BEFORE_0[word >>> 24] ?? 0);
  }
  for (; i < bytes.length; i++) rest = (rest >>> 8) ^ (BEFORE_0[(rest ^ (bytes[i] ?? 0)) & 0xff] ?? 0);
  return ~rest >>> 0;
}
