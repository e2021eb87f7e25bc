import fc from "fast-check";
import type { RegexQuestion } from "../../fixtures/go-regexp.ts";

/** Where engines are known to differ: flags, classes, Unicode, line breaks, quotes, anchors, repetitions. */
const ATOMS = [
  ...Array.from("ab-_/ é😀K;"),
  ".",
  "\\.",
  "\\d",
  "\\D",
  "\\s",
  "\\S",
  "\\w",
  "\\W",
  "\\b",
  "\\B",
  "^",
  "$",
  "\\A",
  "\\z",
  "\\n",
  "\\x41",
  "\\x{1F600}",
  "\\101",
  "\\-",
  "\\Qa.b\\E",
  "\\Q\\E",
  "\\pL",
  "\\PL",
  "\\p{Lu}",
  "\\P{Lu}",
  "\\p{^Lu}",
  "\\p{Greek}",
  "\\pN",
  "\\p{Any}",
  "[:alpha:]",
  "[[:alpha:]]",
  "[[:^alpha:]]",
  "[[:space:]_]",
  "[[:word:]-]",
  "[[:punct:]]",
  "[^a]",
  "[^\\s]",
  "[\\d-]",
  "[a-c]",
  "[]a]",
  "[(?P<]",
  "[.$^]",
  "[\\pL\\n]",
  "[^\\n]",
  "&&",
  "\n",
  "\t",
];
const QUANTIFIERS = ["", "", "", "*", "+", "?", "*?", "+?", "??", "{2}", "{0,2}", "{1,}", "{2,3}?", "{0}", "{,2}"];
const OPENERS = ["(", "(?:", "(?i:", "(?-s:", "(?s:", "(?m:", "(?U:", "(?ims-U:", "(?i-s:"];
const FLAGS = ["(?i)", "(?s)", "(?-s)", "(?m)", "(?U)"];

const VALUE_PIECES = [
  ...Array.from("abcAB01-_/.,;^$ "),
  "a.b",
  "é",
  "É",
  "ß",
  "ſ",
  "k",
  "K",
  "\u212a",
  "Σ",
  "σ",
  "ς",
  "ǅ",
  "ı",
  "😀",
  "\u00a0",
  "\u2003",
  "\u0085",
  "\u2028",
  "\v",
  "\n",
  "\r",
  "\t",
  ":",
  "(?P<",
  "&&",
];

const { regex } = fc.letrec<{ regex: string; sequence: string; atom: string }>((tie) => ({
  atom: fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...ATOMS) },
    {
      weight: 2,
      arbitrary: fc.tuple(fc.constantFrom(...OPENERS), tie("regex")).map(([open, inner]) => `${open}${inner})`),
    },
  ),
  sequence: fc
    .array(fc.tuple(tie("atom"), fc.constantFrom(...QUANTIFIERS)), { maxLength: 4 })
    .map((parts) => parts.flat().join("")),
  regex: fc
    .tuple(
      fc.oneof({ weight: 6, arbitrary: fc.constant("") }, { weight: 1, arbitrary: fc.constantFrom(...FLAGS) }),
      fc.array(tie("sequence"), { minLength: 1, maxLength: 2 }),
    )
    .map(([flags, alternatives]) => `${flags}${alternatives.join("|")}`),
}));

const value = fc.array(fc.constantFrom(...VALUE_PIECES), { maxLength: 4 }).map((pieces) => pieces.join(""));

/** Regular expressions of every construct, each with values that could match; most are valid. */
export const regexQuestion: fc.Arbitrary<RegexQuestion> = fc.record({
  pattern: regex,
  values: fc.array(value, { minLength: 8, maxLength: 8 }).map((values) => ["", "\n", ...values]),
});
