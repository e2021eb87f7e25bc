import type { Span } from "../../diagnostics/span.ts";
import type { Matcher } from "../../promql/selector.ts";
import { toSelector } from "../../promql/to-selector.ts";
import type { CauseKind } from "./cause-kind.ts";
import { causeOf, isLimit, isNeutral, isUse } from "./cause-metrics.ts";
import { CONNECTIONS } from "./data-causes.ts";
import { type Measured, NOTHING } from "./measure.ts";
import { metricWords } from "./metric-words.ts";
import { isSlowness, type Sign, symptomOf } from "./symptom-metrics.ts";
import { wordsApart } from "./words-apart.ts";

/** What the metric of a selector measures, by the words of its name and of the labels that pick it. */
export function measuredSelector(node: Parameters<typeof toSelector>[0], query: string): Measured {
  const selector = toSelector(node, query);
  if (!selector.ok) return { kind: "unknown", says: "amount" };
  const { matchers } = selector.value;
  const byName = matchers.find(({ label, operator }) => label === "__name__" && operator === "=~");
  const metric = selector.value.metric === "" ? (byName?.value ?? "") : selector.value.metric;
  if (isNeutral(metric)) return NOTHING;
  const at = { from: node.from, to: node.from + (query.startsWith(metric, node.from) ? metric.length : 1) };
  const words = metricWords(metric);
  const apart = wordsApart(words);
  // A second look, with joined words apart, only at what no word as it is written makes known.
  return (
    ofWords(words, matchers, at) ??
    ofWords(apart, matchers, at) ?? { kind: "unknown", at, says: "amount", ...roleOf(apart) }
  );
}

function ofWords(words: string, matchers: readonly Matcher[], at: Span): Measured | undefined {
  const cause = causeOf(words, matchers);
  if (cause !== undefined) return { kind: "cause", cause, at, says: "amount", ...signOf(words, cause) };
  const sign = symptomOf(words, matchers);
  return sign === undefined ? undefined : { kind: "symptom", sign, takesTime: isSlowness(words), says: "amount" };
}

function roleOf(words: string): { readonly role?: "use" | "limit" } {
  if (isUse(words)) return { role: "use" };
  return isLimit(words) ? { role: "limit" } : {};
}

/** A start is bad when it was late, a time since then when it is short, and connections when they are many. */
function signOf(words: string, cause: CauseKind): { readonly sign?: Sign } {
  if (/_(?:start|boot)_time_/.test(words)) return { sign: "high" };
  if (/_up_?time_/.test(words)) return { sign: "low" };
  return cause === CONNECTIONS && OPENED.test(words) && !LEFT_OR_LIMIT.test(words) ? { sign: "high" } : {};
}

/** Of what users open there may be too much; too little is no load, and may be felt. */
const OPENED = /_(?:connections?|conns?|connected|sessions?)_/;
const LEFT_OR_LIMIT = /_(?:idle|free|available|avail|remaining|left|max|limit|slaves|replicas|peers|members|pool)_/;
