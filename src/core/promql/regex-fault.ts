/** What RE2 does not have, by what JavaScript would call it. */
const NOT_IN_RE2: readonly { readonly pattern: RegExp; readonly name: string; readonly remedy: string }[] = [
  { pattern: /\(\?<?[=!]/, name: "lookahead or lookbehind", remedy: "exclude with a second matcher: code!~\"…\"" },
  { pattern: /\\[1-9]/, name: "a backreference", remedy: "write the alternatives out: a|b" },
  { pattern: /\\k</, name: "a backreference", remedy: "write the alternatives out: a|b" },
  { pattern: /\(\?>/, name: "an atomic group", remedy: "write (?:…)" },
  { pattern: /[*+?}]\+/, name: "a possessive quantifier", remedy: "delete the second +" },
];

/** RE2 counts repetitions out, and refuses more than this. */
const MAX_REPEAT = 1000;

/**
 * Why Prometheus would refuse a regular expression; its engine is RE2.
 *
 * @returns undefined when it is accepted, as far as can be told without RE2
 */
export function regexFault(regex: string): { readonly problem: string; readonly remedy: string } | undefined {
  // A character class and escaped characters hold none of the syntax that is searched for.
  const bare = regex.replaceAll(/\\Q.*?(?:\\E|$)/gs, "").replaceAll(/\\[^1-9k]/gs, "a").replaceAll(/\[\^?\]?(?:\[:\^?\w+:\]|[^\]])*\]/gs, "a");
  const foreign = NOT_IN_RE2.find(({ pattern }) => pattern.test(bare));
  if (foreign !== undefined) return { problem: `the regular expression uses ${foreign.name}, which Prometheus does not know`, remedy: foreign.remedy };
  const repeats = [...bare.matchAll(/\{(\d+)(?:,(\d*))?\}/g)].flatMap((m) => [Number(m[1]), Number(m[2] ?? 0)]);
  if (repeats.some((count) => count > MAX_REPEAT)) return { problem: `the regular expression repeats more than ${MAX_REPEAT} times`, remedy: `repeat at most ${MAX_REPEAT} times` };
  const reason = javascriptFault(regex);
  return reason === undefined ? undefined : { problem: `the regular expression does not parse: ${reason}`, remedy: "close each bracket, and write \\\\ before a character that is meant itself" };
}

/** RE2's own spellings that JavaScript writes in another way. */
function javascriptFault(regex: string): string | undefined {
  const spelled = regex
    .replaceAll(/\\Q.*?(?:\\E|$)/gs, "a")
    .replaceAll(/\\[AzC]/g, "a")
    .replaceAll(/\\x\{[0-9a-fA-F]{1,6}\}/g, "a")
    .replaceAll("(?P<", "(?<")
    .replaceAll(/\(\?[imsU]*(?:-[imsU]+)?(:|\))/g, (_whole, end: string) => (end === ")" ? "" : "(?:"))
    .replaceAll(/\[:\^?\w+:\]/g, "a")
    .replaceAll(/\\p[LMNPSZC]\b/g, "a");
  try {
    RegExp(spelled, "v");
  } catch {
    try {
      RegExp(spelled);
    } catch (error) {
      return error instanceof Error ? (error.message.split(": ").at(-1) ?? "").toLowerCase() : String(error);
    }
  }
  return undefined;
}
