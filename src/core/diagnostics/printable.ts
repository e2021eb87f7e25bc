/** What would move the cursor, recolour a terminal or turn text around: control, format and line characters. */
const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/gu;

/** A user's text on one line of a message: tabs become spaces, what no terminal should read becomes U+FFFD. */
export const printable = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/[\t\n]/g, " ")
    .replaceAll(UNSAFE, "\uFFFD");
