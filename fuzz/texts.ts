import fc from "fast-check";

const PIECES = [
  ..."a b _ 0 . - : # ' \" ` $ { } [ ] ( ) * + ? ^ | & % @ ! > = , ~ / é 😀".split(" "),
  "\\",
  " ",
  "\n",
  "\r\n",
  "\t",
  "\u0000",
  "\u0007",
  "\u0085",
  "\u00a0",
  "\u2028",
  "\ufeff",
  "\ufffd",
  "\u202e",
  "{{ .Labels }}",
  "{{ $value",
  "}}",
  '{{ template "x" }}',
  "${x}",
  "$1",
  "---",
  "...",
  "null",
  "~",
  "yes",
  "0x1F",
  "1e3",
  "!!binary",
  "&a",
  "*a",
  "<<",
  "or vector(0)",
  "%s",
  "</script>",
];

/** Texts that mean something to YAML, Go's templates, PromQL, terminals or browsers. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 5 })
  .map((pieces) => pieces.join(""));

/** A text with up to three cuts and insertions; mostly as it is. */
export const mutated = (text: string): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constant(text) },
    {
      weight: 1,
      arbitrary: fc
        .array(fc.tuple(fc.nat({ max: text.length }), fc.nat({ max: 8 }), fc.constantFrom(...PIECES)), { maxLength: 3 })
        .map((edits) => edits.reduce((now, [at, cut, put]) => now.slice(0, at) + put + now.slice(at + cut), text)),
    },
  );
