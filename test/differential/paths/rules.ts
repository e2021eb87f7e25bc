import { parse } from "yaml";
import { z } from "zod";
import { writeSeries } from "../../../demo/backfill/remote-write.ts";
import { generateRules } from "../../../src/core/rules/generate.ts";
import { parsePromDuration } from "../../../src/core/units/prom-duration.ts";
import { service } from "../../fixtures/objectives.ts";
import type { AnsweredSeries, PrometheusServer } from "../../fixtures/prometheus-server.ts";
import { HOUR_MS } from "../world/courses.ts";
import type { SimulatedService, World } from "../world/world.ts";

const ruleFile = z.object({
  groups: z.array(
    z.object({
      interval: z.string(),
      rules: z.array(
        z.object({
          record: z.string().optional(),
          alert: z.string().optional(),
          expr: z.union([z.string(), z.number()]).transform(String),
          labels: z.record(z.string(), z.string()).default({}),
        }),
      ),
    }),
  ),
});

/** A generated rule: a recording where `record` is set, else an alert. */
export interface GeneratedRule {
  readonly record: string | undefined;
  readonly alert: string | undefined;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly intervalSeconds: number;
}

/** The rules that `headroom generate` writes for one service. */
export function rulesOf({ objective }: Pick<SimulatedService, "objective">): readonly GeneratedRule[] {
  const file = generateRules([service([objective])]).find(({ path }) => path.endsWith(".rules.yaml"));
  return ruleFile.parse(parse(file?.text ?? "")).groups.flatMap(({ interval, rules }) =>
    rules.map(({ record, alert, ...rule }) => ({
      ...rule,
      record,
      alert,
      intervalSeconds: parsePromDuration(interval) ?? Number.NaN,
    })),
  );
}

/** Rules are looked at within so long before the end of the data. */
const WATCHED_MS = 21 * HOUR_MS;
/** Prometheus answers at most 11,000 points a series. */
const MOST_POINTS = 10_000;

/**
 * Records what other rules of a service read, as if they had run all the time: Prometheus evaluates each expression at
 * the pace of its group, and the answers are written as its series. What nobody reads is left out.
 */
export async function recordPast(
  server: PrometheusServer,
  world: World,
  rules: readonly GeneratedRule[],
): Promise<void> {
  const toSeconds = Math.floor(world.toMs / 1000);
  for (const { record, expr, labels, intervalSeconds } of inOrder(rules)) {
    const reach = reachOf(record, rules);
    if (reach === undefined) continue;
    const watchedSeconds = WATCHED_MS / 1000 + reach;
    const last = Math.floor(toSeconds / intervalSeconds) * intervalSeconds;
    const first = last - Math.ceil(watchedSeconds / intervalSeconds) * intervalSeconds;
    for (let from = first; from <= last; from += MOST_POINTS * intervalSeconds) {
      const to = Math.min(last, from + (MOST_POINTS - 1) * intervalSeconds);
      const answer = await server.range(expr, from, to, intervalSeconds);
      await writeSeries(
        server.url,
        answer.map((series) => written(series, { ...labels, __name__: record })),
      );
    }
  }
}

const written = ({ metric, samples }: AnsweredSeries, labels: Readonly<Record<string, string>>) => ({
  labels: { ...metric, ...labels },
  timestamps: samples.map(({ at }) => at * 1000),
  values: samples.map(({ value }) => value),
});

type Recording = GeneratedRule & { readonly record: string };

/** Each rule after those that it reads. */
function inOrder(rules: readonly GeneratedRule[]): readonly Recording[] {
  const isRecording = (rule: GeneratedRule): rule is Recording => rule.record !== undefined;
  const ordered: Recording[] = [];
  let open = rules.filter(isRecording);
  while (open.length > 0) {
    const isReady = (rule: Recording): boolean => open.every((other) => other === rule || !reads(rule, other.record));
    const ready = open.filter(isReady);
    if (ready.length === 0) throw new Error(`rules read each other: ${open.map(({ record }) => record).join(", ")}`);
    ordered.push(...ready);
    open = open.filter((rule) => !isReady(rule));
  }
  return ordered;
}

const reads = ({ expr }: GeneratedRule, record: string): boolean => expr.includes(`${record}{`);

/**
 * How many seconds back a recorded series is wanted: as far as those that read it look, and are wanted themselves;
 * undefined where nobody reads it.
 */
function reachOf(record: string, rules: readonly GeneratedRule[]): number | undefined {
  const readers = rules.filter((rule) => rule.record !== record && reads(rule, record));
  if (readers.length === 0) return undefined;
  return Math.max(
    ...readers.map(
      (reader) =>
        lookBack(reader.expr, record) + (reader.record === undefined ? 0 : (reachOf(reader.record, rules) ?? 0)),
    ),
  );
}

/** How many seconds back an expression reads a recorded series. */
const lookBack = (expr: string, record: string): number =>
  Math.max(
    0,
    ...[...expr.matchAll(/([\w:]+)\{[^}]*\}\[(\w+)\]/g)].flatMap(([, name, range]) =>
      name === record ? (parsePromDuration(range ?? "") ?? []) : [],
    ),
  );
