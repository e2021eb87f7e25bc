import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { windowsRecorded } from "../../src/core/objective/burn-window.ts";
import { countedRatioSeries, RECORDED } from "../../src/core/sli/series-names.ts";
import type { Series } from "../parts/prometheus.ts";
import { writeSeries } from "./remote-write.ts";
import type { WrittenSeries } from "./write-request.ts";

const ruleFile = z.object({
  groups: z.array(
    z.object({
      name: z.string(),
      rules: z.array(
        z.object({
          record: z.string().optional(),
          expr: z.union([z.string(), z.number()]),
          labels: z.record(z.string(), z.string()).optional(),
        }),
      ),
    }),
  ),
});

/** A Prometheus to ask and to write to. */
export interface RuleHistorian {
  readonly url: string;
  readonly range: (expression: string, start: number, end: number, step: number) => Promise<readonly Series[]>;
}

interface RecordingRule {
  readonly group: string;
  readonly record: string;
  readonly expression: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** What later rules read of the past of earlier ones: how far back, and how densely. */
interface Stage {
  readonly isPart: (rule: RecordingRule) => boolean;
  readonly reachSeconds: number;
  readonly stepSeconds: number;
}

const DAY = 86_400;

/** Of a count only the last one is read. */
const COUNTED = new Set<string>([
  RECORDED.windowCounted,
  RECORDED.allWhenCounted,
  RECORDED.badWhenCounted,
  RECORDED.windowAveraged,
  RECORDED.observed,
  ...windowsRecorded("counted").map(countedRatioSeries),
]);

/**
 * The budget is read from the last count of its window and from half-hourly rates, the slow burn from the five-minute
 * rates of three days; and a page tells the budget and the cost of six hours even when it comes before the first turn
 * of their rules.
 */
const STAGES: readonly Stage[] = [
  // By it every other rule knows what is its own.
  { isPart: ({ record }) => record === RECORDED.objective, reachSeconds: 3 * DAY, stepSeconds: 60 },
  {
    isPart: ({ record }) => /^slo:(bad|total)_events:rate30m$/.test(record),
    reachSeconds: 30 * DAY,
    stepSeconds: 1_800,
  },
  { isPart: ({ record }) => /^slo:(bad|total)_events:rate5m$/.test(record), reachSeconds: 3 * DAY, stepSeconds: 60 },
  { isPart: ({ record }) => COUNTED.has(record), reachSeconds: 0, stepSeconds: 1_800 },
  { isPart: ({ group }) => group.endsWith(":slow"), reachSeconds: 600, stepSeconds: 60 },
];

/**
 * Gives the recording rules the past that they would have, had they run all the time: Prometheus evaluates the very
 * expressions of the rule files over its history, and the results are written as their series.
 *
 * @param end - seconds since the epoch; from there on the rules run by themselves
 * @returns the number of samples written
 */
export async function recordRuleHistory(folder: string, prometheus: RuleHistorian, end: number): Promise<number> {
  const rules = await fetchRecordingRules(folder);
  let samples = 0;
  for (const { isPart, reachSeconds, stepSeconds } of STAGES) {
    const last = Math.floor(end / stepSeconds) * stepSeconds;
    // One after the other and in their order: a rule may read what one before it recorded.
    for (const rule of rules.filter(isPart)) {
      const answer = await prometheus.range(rule.expression, last - reachSeconds, last, stepSeconds);
      samples += (
        await writeSeries(
          prometheus.url,
          answer.map((series) => recorded(rule, series)),
        )
      ).samples;
    }
  }
  return samples;
}

async function fetchRecordingRules(folder: string): Promise<readonly RecordingRule[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".rules.yaml")).toSorted();
  const files = await Promise.all(
    names.map(async (name) => ruleFile.parse(parse(await readFile(join(folder, name), "utf8")))),
  );
  return files.flatMap(({ groups }) =>
    groups.flatMap((group) =>
      group.rules.flatMap(({ record, expr, labels }) =>
        record === undefined ? [] : [{ group: group.name, record, expression: String(expr), labels: labels ?? {} }],
      ),
    ),
  );
}

function recorded({ record, labels }: RecordingRule, { labels: found, points }: Series): WrittenSeries {
  return {
    labels: { ...found, ...labels, __name__: record },
    timestamps: points.map(([at]) => at * 1000),
    values: points.map(([, value]) => value),
  };
}
