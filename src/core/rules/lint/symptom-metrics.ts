import type { Matcher } from "../../promql/selector.ts";
import { metricWords } from "./metric-words.ts";

/**
 * What users feel, and which way is bad: `low` for what should be there (life, availability, traffic), `high` for what
 * should not (failures, slowness).
 */
export type Sign = "low" | "high";

/** Words that say so whatever else the name holds. */
const ABOVE_ALL: readonly (readonly [RegExp, Sign])[] = [
  [/_(?:error_budget|burn_?rates?|error_ratio|slow_ratio)_/, "high"],
  [/_(?:slo|sli)_/, "high"],
  [/_probe_success_/, "low"],
  // A link, a disk or a slave that is gone may be missed by nobody: parts are causes.
  [
    /(?<!_(?:link|network|interface|port|peer|tunnel|neighbor|session|protocol|osd|brick|disk|drive|power|fan|psu|replica|slave))_up_$/,
    "low",
  ],
  [/_probe_/, "high"],
];

const FAILURES =
  /_(?:[a-z]*errors?(?:count)?|errs|failed|fails?|[a-z]*failures?(?!_tolerance)|failing|failovers_failed|[a-z]*exceptions?|panics?|faults_served|[a-z]*timeouts?|timed_out|unavailable|unreachable|unhealthy|rejected|rejections?|refused|denied|aborted|aborts|dropped|drops?|discarded|lost|loss|late|missed|corrupt\w*|5xx|4xx|unsuccessful|(?<!_(?:osd|host|link|interface|port|tunnel|disk|drive|fan|psu|replica|slave)_)down|outages?)_/;
const SLOWNESS =
  /_(?:[a-z]*latenc(?:y|ies)|[a-z]*duration|response_?times?|processing_?times?|(?:wait|waiting|queue)_times?|delays?|freshness|staleness|slow|apdex)_|_took_/;
const LIFE = /_(?:up|success|successful|succeeded|successes|availability|alive|healthy|reachable|ready|live)_/;
/** Of a service, and not how much of something is left: `shop_available` and no `memory_available` or `available_bytes`. */
const AVAILABLE =
  /(?<!_(?:capacity|space|memory|mem|ram|disk|storage|bytes|tickets|slots|permits|credits|tokens|connections))_available_(?!(?:capacity|space|memory|mem|ram|disk|storage|bytes|[kmgt]i?b|v?cores|tickets|slots|permits|credits|tokens|connections|percent|spare|bits|ips?)_)/;
const TRAFFIC =
  /_(?:requests?|responses?|handled|queries|statements|transactions?|logins?|orders|checkouts|payments|calls|events|hits_served)_/;

/** Which way a metric is bad, if users feel it at all. */
export function symptomOf(words: string, matchers: readonly Matcher[]): Sign | undefined {
  const certain = aboveAll(words);
  if (certain !== undefined) return certain;
  if (isFailure(words)) return "high";
  if (isLife(words)) return "low";
  // The count of a histogram is traffic, whatever it is a histogram of.
  if (SLOWNESS.test(words) && !words.endsWith("_count_")) return "high";
  if (matchers.some(picksFailure)) return "high";
  if (!TRAFFIC.test(words) && !SLOWNESS.test(words)) return undefined;
  // Of all traffic there may be too little; of some outcomes there may be too many.
  return matchers.some(({ label }) => OUTCOME.test(label)) ? "high" : "low";
}

const OUTCOME = /code|status|result|outcome|success|reason|error|exception|response|class|state|level/;

/** Which way a metric is bad that is a symptom whatever it tells of: of a disk's exporter as well. */
export const aboveAll = (words: string): Sign | undefined => ABOVE_ALL.find(([names]) => names.test(words))?.[1];

/** Whether a label picks what went wrong: `pool_tasks{state="rejected"}`, `{code=~"5.."}`, `{result!="success"}`. */
export function picksFailure({ label, operator, value }: Matcher): boolean {
  if (operator === "!=" || operator === "!~") return LIFE.test(metricWords(value));
  return isFailure(metricWords(value)) || (/(?:code|status|class)$/.test(label) && /^[45]/.test(value));
}

/** Whether a metric tells how long something takes, which is always more than nothing. */
export const isSlowness = (words: string): boolean => SLOWNESS.test(words) && !isFailure(words);

/** Whether a metric counts what went wrong. */
export const isFailure = (words: string): boolean => FAILURES.test(words);

const isLife = (words: string): boolean => LIFE.test(words) || AVAILABLE.test(words);

/** Whether users feel what is slow here, or failed, or gone. */
export const isFelt = (words: string): boolean => isFailure(words) || SLOWNESS.test(words) || isLife(words);

/** Words of what somebody asks for and waits for. */
const ASKED =
  /_(?:requests?|req|responses?|http|grpc|api|inference|quer(?:y|ies)|search(?:es)?|lookups?|completions?|predictions?|logins?|checkouts?|orders?|payments?|transactions?)_/;

/** Whether those who ask feel it, whatever serves them: a `gpu_inference_errors_total` is no trouble of a GPU. */
export const isFeltByAsking = (words: string, matchers: readonly Matcher[]): boolean =>
  ASKED.test(words) && (isFailure(words) || SLOWNESS.test(words) || matchers.some(picksFailure));
