import { stringify } from "yaml";
import { BURN_WINDOWS } from "../src/core/objective/burn-window.ts";
import type { Objective } from "../src/core/objective/objective.ts";
import type { RuleGroup } from "../src/core/rules/elements/rule.ts";
import { serviceGroups } from "../src/core/rules/rule-groups.ts";
import { toRuleFile } from "../src/core/rules/to-yaml.ts";
import { SHARED_GROUPS, type SharedGroup } from "../src/core/sli/groups-table.ts";
import {
  badEventsSeries,
  badSumSeries,
  countedRatioSeries,
  errorRatioSeries,
  RECORDED,
  totalEventsSeries,
} from "../src/core/sli/series-names.ts";
import { minutes, seconds } from "../src/core/units/seconds.ts";
import { counter, objective, service } from "../test/fixtures/objectives.ts";
import { CODES, type Recordings, SCRAPE_MS } from "./shop-history.ts";

// What a benchmark loads into Prometheus: the generated rules, and what all rules of the same SLOs read of their own past.

export const SERVICES = 10;
export const STEP_MS = 30_000;
/** Within it each group of an SLO is evaluated. */
export const TURN_MS = 4 * STEP_MS;
const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** Availability of one of many services, each with counters of its own. */
const availabilityOf = (_: unknown, i: number): Objective => {
  const job = `service-${String(i).padStart(2, "0")}`;
  return objective({
    service: job,
    indicator: {
      kind: "events",
      total: [counter("http_requests_total", { job })],
      counted: { as: "bad", selectors: [counter("http_requests_total", { job }, { code: "5.." })] },
    },
  });
};

export const objectives: readonly Objective[] = Array.from({ length: SERVICES }, availabilityOf);

/**
 * Several objectives on the counters of each service: rules read them anew for each, and one alone is lost in the noise
 * of 2 minutes.
 */
export const SLOS = ["availability", "availability-2", "availability-3", "availability-4", "availability-5"];
export const ruled: readonly Objective[] = objectives.flatMap((one) => SLOS.map((slo) => ({ ...one, slo })));

/** As many as `ruled`, no two of which share counters. */
export const unshared: readonly Objective[] = Array.from({ length: ruled.length }, availabilityOf);

export const NO_RULES = stringify({ groups: [] });

const generated = (isPart: (group: RuleGroup) => boolean): readonly (readonly RuleGroup[])[] =>
  objectives.map(({ service: name }) =>
    serviceGroups(service(ruled.filter((one) => one.service === name)), undefined).filter(isPart),
  );

const isOf = ({ name }: RuleGroup, kind: SharedGroup): boolean => name.endsWith(`:${kind}`);

/** The generated groups of each SLO, all of which are evaluated within a turn. */
export const generatedOften = (): readonly string[] =>
  generated((group) => !SHARED_GROUPS.some((kind) => isOf(group, kind))).map((groups) => stringify(toRuleFile(groups)));

/** The generated groups of a kind that is evaluated more seldom, as if that were every 30 s; none where there are none. */
export const generatedOnce = (kind: SharedGroup): readonly string[] =>
  generated((group) => isOf(group, kind))
    .filter((groups) => groups.length > 0)
    .map((groups) => groups.map((group) => ({ ...group, interval: seconds(STEP_MS / 1000) })))
    .map((groups) => stringify(toRuleFile(groups)));

/** Of what peers record, what their rules read over 30 days. */
const peerRecordings = (fromMs: number): readonly Recordings[] => [
  {
    name: "slo:sli_error:ratio_rate5m",
    stepMs: STEP_MS,
    fromMs,
    value: (total, bad) => bad / total,
    labelsOf: (of, slo) => ({ sloth_id: `${of}-${slo}`, sloth_service: of, sloth_slo: slo, sloth_window: "5m" }),
  },
  ...CODES.map(({ code, share }): Recordings => ({
    name: "http_requests:increase5m",
    stepMs: STEP_MS,
    fromMs,
    value: (total, bad) => minutes(5) * (code === "500" ? bad : total * share),
    labelsOf: (job, slo) => (slo === SLOS[0] ? { job, slo: job, code } : undefined),
  })),
];

/** What all kinds of rules would have left behind by now. */
export function recordings(nowMs: number): readonly Recordings[] {
  const ratioOf = (total: number, bad: number): number => bad / total;
  const month = nowMs - 30 * DAY_MS;
  const recent = nowMs - 2 * HOUR_MS;
  return [
    ...peerRecordings(month),
    { name: totalEventsSeries("5m"), stepMs: STEP_MS, fromMs: nowMs - 3.1 * DAY_MS, value: (total) => total },
    { name: badEventsSeries("5m"), stepMs: STEP_MS, fromMs: nowMs - 3.1 * DAY_MS, value: (_, bad) => bad },
    { name: totalEventsSeries("30m"), stepMs: 60 * STEP_MS, fromMs: month, value: (total) => total },
    { name: badEventsSeries("30m"), stepMs: 60 * STEP_MS, fromMs: month, value: (_, bad) => bad },
    ...BURN_WINDOWS.map((window) => ({
      name: errorRatioSeries(window),
      stepMs: STEP_MS,
      fromMs: recent,
      value: ratioOf,
    })),
    // By which the rules know their own recordings.
    { name: RECORDED.objective, stepMs: STEP_MS, fromMs: nowMs - 7 * HOUR_MS, value: () => 0.999 },
    { name: RECORDED.windowErrorRatio, stepMs: 4 * STEP_MS, fromMs: recent, value: ratioOf },
    { name: RECORDED.budgetLeft, stepMs: 4 * STEP_MS, fromMs: recent, value: () => 0.5 },
    ...[countedRatioSeries("1d"), countedRatioSeries("3d"), RECORDED.windowCounted, RECORDED.windowAveraged].map(
      (name) => ({
        name,
        stepMs: 60 * STEP_MS,
        fromMs: recent,
        value: ratioOf,
      }),
    ),
    { name: RECORDED.allWhenCounted, stepMs: 60 * STEP_MS, fromMs: recent, value: (total) => total * 2_592_000 },
    { name: RECORDED.badWhenCounted, stepMs: 60 * STEP_MS, fromMs: recent, value: (_, bad) => bad * 21_600 },
    { name: badSumSeries("6h"), stepMs: 4 * STEP_MS, fromMs: recent, value: (_, bad) => bad * 21_600 },
    { name: RECORDED.observed, stepMs: 60 * STEP_MS, fromMs: recent, value: () => 1 },
    { name: RECORDED.newestSample, stepMs: STEP_MS, fromMs: recent, value: () => (nowMs - SCRAPE_MS) / 1000 },
  ];
}
