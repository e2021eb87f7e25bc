/** Bytes as text, and where they stop being UTF-8. */
export interface Decoded {
  /** What stands before the first wrong byte; all of it when none is wrong. */
  readonly text: string;
  readonly complete: boolean;
}

/** Number of following bytes, payload mask and smallest code point, by the lead byte's range. */
const LEADS = [
  { from: 0xc2, to: 0xdf, following: 1, mask: 0x1f, least: 0x80 },
  { from: 0xe0, to: 0xef, following: 2, mask: 0x0f, least: 0x800 },
  { from: 0xf0, to: 0xf4, following: 3, mask: 0x07, least: 0x10000 },
] as const;

/** Decodes UTF-8 strictly: overlong forms, surrogates and what lies above U+10FFFF are wrong. */
export function decodeUtf8(bytes: Uint8Array): Decoded {
  const parts: string[] = [];
  let units: number[] = [];
  for (let i = 0; i < bytes.length;) {
    const [code, length] = parseCodePoint(bytes, i);
    if (code === undefined) return { text: parts.join("") + String.fromCodePoint(...units), complete: false };
    units.push(code);
    i += length;
    // Arguments live on the stack, so the text is put together in pieces.
    if (units.length === 4096) {
      parts.push(String.fromCodePoint(...units));
      units = [];
    }
  }
  return { text: parts.join("") + String.fromCodePoint(...units), complete: true };
}

function parseCodePoint(bytes: Uint8Array, at: number): readonly [code: number | undefined, length: number] {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return [lead, 1];
  const form = LEADS.find(({ from, to }) => lead >= from && lead <= to);
  if (form === undefined) return [undefined, 1];
  let code = lead & form.mask;
  for (let i = 1; i <= form.following; i++) {
    const byte = bytes[at + i] ?? 0;
    if ((byte & 0xc0) !== 0x80) return [undefined, 1];
    code = (code << 6) | (byte & 0x3f);
  }
  const wrong = code < form.least || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff);
  return wrong ? [undefined, 1] : [code, form.following + 1];
}
