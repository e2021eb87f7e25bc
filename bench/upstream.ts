import { setTimeout as sleep } from "node:timers/promises";
import { writeSeries } from "../demo/backfill/remote-write.ts";
import { Prometheus } from "../src/adapters/prometheus/prometheus.ts";
import { Ledger } from "../src/core/ledger/ledger.ts";
import type { LedgerAnswer, LedgerQuery } from "../src/core/ledger/ports.ts";
import type { Objective } from "../src/core/objective/objective.ts";
import { aggregate, binary, call, range } from "../src/core/promql/expression.ts";
import { printExpression } from "../src/core/promql/print.ts";
import { serviceGroups } from "../src/core/rules/rule-groups.ts";
import { FAST_WINDOWS, LEDGER_WINDOWS, RECORDED, SLOW_WINDOWS, badEventsSeries, errorRatioSeries, totalEventsSeries } from "../src/core/sli/series-names.ts";
import { instant, type Instant, toUnix } from "../src/core/units/instant.ts";
import { days, minutes, seconds } from "../src/core/units/seconds.ts";
import { counter, objective, service } from "../test/fixtures/objectives.ts";
import { startPrometheus } from "../test/fixtures/prometheus-server.ts";
import { cpuMilliseconds } from "./cpu-time.ts";
import { type Measurement, median } from "./measurement.ts";
import { type Recordings, SCRAPE_MS, serviceHistory } from "./shop-history.ts";

const SERVICES = 10;
const ROUNDS = 5;
/** Steps of the ledger that are measured together: one alone is too short for a clock. */
const STEPS_PER_ROUND = 20;
const STEP_MS = 30_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** What the usual rule set records of the 5 m ratio, to take the mean of it over the SLO window. */
const USUAL_RATIO = "usual:error_ratio:rate5m";

const objectives: readonly Objective[] = Array.from({ length: SERVICES }, (_, i) => {
  const job = `service-${String(i).padStart(2, "0")}`;
  return objective({
    service: job,
    indicator: { kind: "events", total: [counter("http_requests_total", { job })], counted: { as: "bad", selectors: [counter("http_requests_total", { job }, { code: "5.." })] } },
  });
});

/** CPU that Prometheus spends per SLO and 30 s step: the usual rules, the generated rules, and the ledger, on the same data. */
export async function measureUpstream(say: (line: string) => void): Promise<readonly Measurement[]> {
  const server = await startPrometheus();
  const client = new Prometheus({
    url: server.url, timeoutSeconds: 60, maxBodyBytes: 16 << 20, concurrency: 4, ca: undefined,
    headers: () => Promise.resolve({}), propagate: () => undefined, onQuery: () => undefined,
  });
  try {
    const nowMs = Math.floor(Date.now() / 300_000) * 300_000;
    say(`writing 30 days of ${SERVICES} services x 24 counters`);
    const span = { fromMs: nowMs - 30 * DAY_MS, toMs: nowMs };
    const { samples } = await writeSeries(server.url, objectives.flatMap(({ service: name }, i) => serviceHistory(name, i + 1, span, recordings(nowMs))));
    say(`${samples} samples written; waiting until Prometheus is quiet`);
    const pid = server.pid ?? 0;
    await quiet(pid);
    return await compare(new Meter(pid, server.url), client, nowMs, say);
  } finally {
    await client.close();
    await server.stop();
  }
}

async function compare(meter: Meter, client: Prometheus, nowMs: number, say: (line: string) => void): Promise<readonly Measurement[]> {
  const results = { usual: [] as number[], generated: [] as number[], ledger: [] as number[], overhead: [] as number[] };
  const ledger = new Ledger({ step: seconds(STEP_MS / 1000) });
  let atMs = nowMs - ROUNDS * STEPS_PER_ROUND * STEP_MS - STEP_MS;
  ledger.follow(objectives, instant(atMs));
  await stepLedger(ledger, client, instant(atMs));
  for (let round = 0; round < ROUNDS; round++) {
    say(`round ${round + 1} of ${ROUNDS}`);
    const overhead = await meter.of(Array.from({ length: 200 }, () => ({ promql: "vector(1)", weight: 1 / 200 })), instant(atMs));
    results.overhead.push(overhead);
    const perSlo = async (queries: readonly Weighted[], at: Instant): Promise<number> =>
      (await meter.of(queries, at, overhead)) / SERVICES;
    results.usual.push(await perSlo(objectives.flatMap(usualQueries), instant(atMs)));
    results.generated.push(await perSlo(objectives.flatMap(generatedQueries), instant(atMs)));
    const before = meter.now();
    for (let step = 0; step < STEPS_PER_ROUND; step++) {
      atMs += STEP_MS;
      await stepLedger(ledger, client, instant(atMs));
    }
    results.ledger.push((meter.now() - before) / STEPS_PER_ROUND / SERVICES);
  }
  const usual = median(results.usual);
  const generated = median(results.generated);
  const ledgerStep = median(results.ledger);
  const ratioOf = (values: readonly number[]): number => median(values.map((value, i) => (results.usual[i] ?? Number.NaN) / value));
  return [
    { name: "Prometheus CPU per SLO and step: usual rules, 8 windows", measured: usual, unit: "ms", goal: undefined },
    { name: "Prometheus CPU per SLO and step: generated rules", measured: generated, unit: "ms", goal: undefined },
    { name: "Prometheus CPU per SLO and step: ledger", measured: ledgerStep, unit: "ms", goal: undefined },
    { name: "Prometheus CPU of an empty query, taken off the rules", measured: median(results.overhead), unit: "ms", goal: undefined },
    { name: "ledger: times less than the usual rules", measured: ratioOf(results.ledger), unit: "x", goal: { atLeast: 100 } },
    { name: "generated rules: times less than the usual rules", measured: ratioOf(results.generated), unit: "x", goal: { atLeast: 8 } },
  ];
}

/** A query, and how often it is evaluated per 30 s step. */
interface Weighted {
  readonly promql: string;
  readonly weight: number;
}

/** Reads the CPU of Prometheus around queries. */
class Meter {
  readonly #pid: number;
  readonly #url: string;

  constructor(pid: number, url: string) {
    this.#pid = pid;
    this.#url = url;
  }

  now(): number {
    return cpuMilliseconds(this.#pid);
  }

  /** Milliseconds of CPU of all queries, by weight, less what HTTP costs each: rules are evaluated without it. */
  async of(queries: readonly Weighted[], at: Instant, overhead = 0): Promise<number> {
    let sum = 0;
    for (const [weight, same] of Map.groupBy(queries, (query) => query.weight)) {
      const before = this.now();
      for (const { promql } of same) await this.#evaluate(promql, at);
      sum += weight * Math.max(0, this.now() - before - overhead * same.length);
    }
    return sum;
  }

  /** Rules may be scalars and may be empty, so the answer is read but not looked into. */
  async #evaluate(promql: string, at: Instant): Promise<void> {
    const answer = await fetch(`${this.#url}/api/v1/query`, { method: "POST", body: new URLSearchParams({ query: promql, time: String(toUnix(at)) }) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${promql}: ${text}`);
  }
}

/** Eight windows of sum(rate(bad)) / sum(rate(total)); the SLO window as the mean of the recorded 5 m ratios. */
function usualQueries({ indicator, service: name }: Objective): readonly Weighted[] {
  if (indicator.kind !== "events") throw new TypeError("the benchmark's objectives count events");
  const [total] = indicator.total;
  const [bad] = indicator.counted.selectors;
  if (total === undefined || bad === undefined) throw new TypeError("the benchmark's objectives have one selector each");
  const recorded = range(counter(USUAL_RATIO, { service: name }), days(30));
  const expressions = [
    ...LEDGER_WINDOWS.map((window) => binary(aggregate("sum", [], call("rate", range(bad, window))), "/", aggregate("sum", [], call("rate", range(total, window))))),
    binary(call("sum_over_time", recorded), "/", call("count_over_time", recorded)),
  ];
  return expressions.map((expression) => ({ promql: printExpression(expression), weight: 1 }));
}

const generatedQueries = (one: Objective): readonly Weighted[] =>
  serviceGroups(service([one]), undefined).flatMap(({ interval, rules }) => rules.map(({ expr }) => ({ promql: printExpression(expr), weight: STEP_MS / 1000 / interval })));

/** What both kinds of rules would have left behind by now. */
function recordings(nowMs: number): readonly Recordings[] {
  const ratioOf = (total: number, bad: number): number => bad / total;
  const month = nowMs - 30 * DAY_MS;
  const recent = nowMs - 2 * HOUR_MS;
  return [
    { name: USUAL_RATIO, stepMs: STEP_MS, fromMs: month, value: ratioOf },
    { name: totalEventsSeries(minutes(5)), stepMs: STEP_MS, fromMs: nowMs - 3.1 * DAY_MS, value: (total) => total },
    { name: badEventsSeries(minutes(5)), stepMs: STEP_MS, fromMs: nowMs - 3.1 * DAY_MS, value: (_, bad) => bad },
    { name: totalEventsSeries(minutes(30)), stepMs: 60 * STEP_MS, fromMs: month, value: (total) => total },
    { name: badEventsSeries(minutes(30)), stepMs: 60 * STEP_MS, fromMs: month, value: (_, bad) => bad },
    ...[...FAST_WINDOWS, ...SLOW_WINDOWS].map((window) => ({ name: errorRatioSeries(window), stepMs: STEP_MS, fromMs: recent, value: ratioOf })),
    { name: RECORDED.windowErrorRatio, stepMs: 4 * STEP_MS, fromMs: recent, value: ratioOf },
    { name: RECORDED.budgetRemaining, stepMs: 4 * STEP_MS, fromMs: recent, value: () => 0.5 },
    { name: RECORDED.newestSample, stepMs: STEP_MS, fromMs: recent, value: () => (nowMs - SCRAPE_MS) / 1000 },
  ];
}

async function stepLedger(ledger: Ledger, client: Prometheus, at: Instant): Promise<void> {
  ledger.ingest(at, await Promise.all(ledger.plan(at).map((query) => answerOf(client, query))));
}

async function answerOf(client: Prometheus, query: LedgerQuery): Promise<LedgerAnswer> {
  const series = query.kind === "instant" ? client.instant(query.promql, query.at) : client.range(query.promql, query.from, query.to, query.step);
  return { kind: "series", series: await series };
}

/** Waits until compaction of what was written is over. */
async function quiet(pid: number): Promise<void> {
  for (let tries = 0, calm = 0; tries < 60 && calm < 3; tries++) {
    const before = cpuMilliseconds(pid);
    await sleep(1000);
    calm = cpuMilliseconds(pid) - before < 20 ? calm + 1 : 0;
  }
}
