import type { NoDataReason, Reading } from "../../../core/objective/reading.ts";
import type { ScalingPolicy } from "../../../core/objective/scaling-policy.ts";
import { FUTURE_TOLERANCE_MS } from "../../../core/ledger/counting/valid-sample.ts";
import { LONGEST_LABEL_VALUE } from "../../../core/promql/label-value.ts";
import { listSelectors } from "../../../core/promql/list-selectors.ts";
import { printExpression } from "../../../core/promql/print.ts";
import type { QueryAnswer, QueryFailure } from "../../../core/promql/query-answer.ts";
import type { SeriesList } from "../../../core/promql/sample-series.ts";
import { newestOf } from "../../../core/sli/newest-sample.ts";
import { type Instant, instant } from "../../../core/units/instant.ts";
import type { Observation, Replicas } from "../../../core/scaling/decision/observation.ts";
import type { Ask } from "./types.ts";

/** What a policy asks Prometheus for. */
export type FetchedInputs = Pick<
  Observation,
  "demand" | "backlog" | "partitions" | "saturation" | "replicas" | "versions"
>;

/**
 * Asks for all inputs of a policy at once.
 *
 * @param told - the replicas, where the cluster has told them
 */
export async function fetchInputs(
  policy: ScalingPolicy,
  told: Reading<Replicas> | undefined,
  ask: Ask,
  at: Instant,
): Promise<FetchedInputs> {
  const number = (query: string | undefined) => (query === undefined ? undefined : fetchNumber(query, ask, at));
  const [demand, backlog, partitions, saturation, replicas, versions] = await Promise.all([
    // By version, so that its age and the versions are told by one answer.
    fetchNumber(policy.demand, ask, at, [policy.change.versionLabel]),
    number(policy.backlog?.query),
    number(policy.backlog?.partitions),
    number(policy.saturation?.query),
    told ?? fetchReplicas(policy.replicas, ask, at),
    fetchVersions(policy, ask),
  ]);
  return { demand, backlog, partitions, saturation, replicas, versions };
}

/** A query tells how many there are; that more were asked for is known to the cluster alone. */
async function fetchReplicas(query: string | undefined, ask: Ask, at: Instant): Promise<Reading<Replicas>> {
  if (query === undefined) return { kind: "noData", reason: "insufficient" };
  const found = await fetchNumber(query, ask, at);
  return found.kind === "value" ? { ...found, value: { asked: found.value, ready: found.value } } : found;
}

/** More are no versions: somebody has put something else into the label. */
const MOST_VERSIONS = 100;

/** What the label of versions says in the series that the demand is made of. */
async function fetchVersions({ demand, change }: ScalingPolicy, ask: Ask): Promise<readonly string[]> {
  const selectors = listSelectors(demand);
  if (selectors.length === 0) return [];
  const answer = await ask(printExpression(newestOf(selectors, { by: [change.versionLabel], byInData: {} })));
  if (answer.kind === "failed") return [];
  return [...answer.value]
    .flatMap(({ labels }) => labels[change.versionLabel] ?? [])
    .filter((version) => version !== "" && version.length <= LONGEST_LABEL_VALUE)
    .slice(0, MOST_VERSIONS)
    .toSorted();
}

/**
 * The one number of a query, as old as the newest raw sample behind it: an answer carries the time of the question,
 * and would look fresh for minutes after its series have ended.
 */
async function fetchNumber(
  promql: string,
  ask: Ask,
  at: Instant,
  by: readonly string[] = [],
): Promise<Reading<number>> {
  const selectors = listSelectors(promql);
  const [answer, newest] = await Promise.all([
    ask(promql),
    selectors.length === 0 ? undefined : ask(printExpression(newestOf(selectors, { by, byInData: {} }))),
  ]);
  const number = toNumber(answer);
  if (number.kind === "noData") return number;
  const newestSeconds =
    newest === undefined ? { kind: "value" as const, value: at / 1000 } : toNumber(newestAmong(newest));
  if (newestSeconds.kind === "noData") return newestSeconds;
  const newestMs = newestSeconds.value * 1000;
  // What is dated in the future has no age that could be told.
  if (newestMs > at + FUTURE_TOLERANCE_MS) return { kind: "noData", reason: "invalid" };
  return { ...number, at: instant(Math.round(Math.min(newestMs, at))) };
}

/** Of several groups the one that was seen last. */
function newestAmong(answer: QueryAnswer<SeriesList>): QueryAnswer<SeriesList> {
  if (answer.kind === "failed") return answer;
  const newestFirst = [...answer.value].toSorted((a, b) => (b.values.at(-1) ?? 0) - (a.values.at(-1) ?? 0));
  return { ...answer, value: newestFirst.slice(0, 1) };
}

type OneNumber = { readonly kind: "value"; readonly value: number } | Extract<Reading<never>, { kind: "noData" }>;

/** Several series are no one number, and nobody may choose among them. */
function toNumber(answer: QueryAnswer<SeriesList>): OneNumber {
  if (answer.kind === "failed") return { kind: "noData", reason: REASONS[answer.reason] };
  const [only, second] = answer.value;
  const value = only?.values.at(-1);
  if (value === undefined) return { kind: "noData", reason: "insufficient" };
  return second === undefined && Number.isFinite(value) && value >= 0
    ? { kind: "value", value }
    : { kind: "noData", reason: "invalid" };
}

const REASONS: Readonly<Record<QueryFailure, NoDataReason>> = {
  unreachable: "unreachable",
  timeout: "unreachable",
  rejected: "invalid",
  invalid: "invalid",
};
