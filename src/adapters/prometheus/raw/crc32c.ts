/** Castagnoli's polynomial, its lowest power in the highest bit. */
const POLYNOMIAL = 0x82f6_3b78;

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = (rest >>> 1) ^ ((rest & 1) * POLYNOMIAL);
  return rest;
});

/** The CRC-32C checksum of bytes. */
export function crc32c(bytes: Uint8Array): number {
  let rest = 0xffff_ffff;
  for (let i = 0; i < bytes.length; i++) rest = (rest >>> 8) ^ (TABLE[(rest ^ (bytes[i] ?? 0)) & 0xff] ?? 0);
  return (rest ^ 0xffff_ffff) >>> 0;
}
