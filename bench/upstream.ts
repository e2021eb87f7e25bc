import { setTimeout as sleep } from "node:timers/promises";
import { writeSeries } from "../demo/backfill/remote-write.ts";
import type { Prometheus } from "../src/adapters/prometheus/prometheus.ts";
import { Ledger } from "../src/core/ledger/ledger.ts";
import type { LedgerAnswer, LedgerQuery } from "../src/core/ledger/ports.ts";
import { GROUP_INTERVALS, SHARED_GROUPS } from "../src/core/sli/groups-table.ts";
import { instant } from "../src/core/units/instant.ts";
import { seconds } from "../src/core/units/seconds.ts";
import { answeredValue } from "../test/fixtures/answered-value.ts";
import { prometheusClient } from "../test/fixtures/prometheus-client.ts";
import { startPrometheus } from "../test/fixtures/prometheus-server.ts";
import { coldStart, coldStartMeasurements } from "./cold-start.ts";
import { cpuMilliseconds } from "./cpu-time.ts";
import { type Measurement, median } from "./measurement.ts";
import {
  DAY_MS,
  generatedOften,
  generatedOnce,
  NO_RULES,
  objectives,
  recordings,
  ruled,
  SERVICES,
  SLOS,
  STEP_MS,
  TURN_MS,
  usualRuleFile,
} from "./rule-files.ts";
import { serviceHistory } from "./shop-history.ts";

const LEDGER_ROUNDS = 6;
/** Steps of the ledger that are measured together: one alone is too short for a clock. */
const STEPS_PER_ROUND = 20;
/** The counters go on while rules are evaluated, as they would in life. */
const AHEAD_MS = 10 * 60_000;
const IDLE_MS = 10_000;

/**
 * CPU that Prometheus spends per SLO and 30 s step on the same data: the usual rules and the generated ones in its
 * own rule engine, the ledger by its real questions over HTTP.
 */
export async function measureUpstream(say: (line: string) => void): Promise<readonly Measurement[]> {
  // Blocks as in life: what lies in the newest one is read at another price.
  const server = await startPrometheus(undefined, "--storage.tsdb.min-block-duration=2h");
  const client = prometheusClient(server.url);
  try {
    const nowMs = Math.floor(Date.now() / STEP_MS) * STEP_MS;
    await writeMonth(server, nowMs, say);
    const rounds = await measureRounds(
      server,
      new LedgerRun(client, nowMs - LEDGER_ROUNDS * STEPS_PER_ROUND * STEP_MS),
      say,
    );
    const cold = await coldStart(server.pid ?? 0, client, objectives, nowMs);
    const usual = median(rounds.usual);
    return [
      ...measurements(usual, median(rounds.generated), median(rounds.ledger)),
      ...coldStartMeasurements(cold, usual),
    ];
  } finally {
    await client.close();
    await server.stop();
  }
}

type Server = Awaited<ReturnType<typeof startPrometheus>>;

async function writeMonth(server: Server, nowMs: number, say: (line: string) => void): Promise<void> {
  say(`writing 30 days of ${SERVICES} services x 24 counters`);
  const spans = {
    counters: { fromMs: nowMs - 30 * DAY_MS, toMs: nowMs + AHEAD_MS },
    recordedToMs: nowMs,
    slos: SLOS,
  };
  const { samples } = await writeSeries(
    server.url,
    objectives.flatMap(({ service: name }, i) => serviceHistory(name, i + 1, spans, recordings(nowMs))),
  );
  say(`${samples} samples written; waiting until Prometheus is quiet`);
  await quiet(server.pid ?? 0);
}

/**
 * Milliseconds of CPU per SLO and step, of each way in turn, so that a slow minute of the machine meets all of them.
 */
interface Rounds {
  readonly usual: number[];
  readonly generated: number[];
  readonly ledger: number[];
}

async function measureRounds(server: Server, ledger: LedgerRun, say: (line: string) => void): Promise<Rounds> {
  const pid = server.pid ?? 0;
  const idlePerMs = await cpuPerMs(pid, IDLE_MS);
  const noRules = objectives.map(() => NO_RULES);
  const ruleCpu = async (texts: readonly string[], lengthMs: number): Promise<number> => {
    await server.loadRules(texts);
    const perMs = (await cpuPerMs(pid, lengthMs)) - idlePerMs;
    await server.loadRules(noRules);
    return (perMs * STEP_MS) / ruled.length;
  };
  await ledger.warmUp();
  const rounds: Rounds = { usual: [], generated: [], ledger: [] };
  const usualRules = [usualRuleFile(), ...noRules.slice(1)];
  for (let round = 0; round < 2; round++) {
    say("the ledger's steps, the usual rules, the generated rules for one turn of their 2 minute groups");
    for (let i = 0; i < LEDGER_ROUNDS / 2; i++) rounds.ledger.push(await ledger.round(pid));
    rounds.usual.push(await ruleCpu(usualRules, STEP_MS));
    rounds.generated.push(await ruleCpu(generatedOften(), TURN_MS));
  }
  rounds.usual.push(await ruleCpu(usualRules, STEP_MS));
  say("the groups that the generated rules share, each evaluated once");
  const seldom: number[] = [];
  for (const group of SHARED_GROUPS) {
    const texts = generatedOnce(group);
    // Each evaluation stands for all steps of its own interval.
    if (texts.length > 0) seldom.push(((await ruleCpu(texts, TURN_MS)) * TURN_MS) / (GROUP_INTERVALS[group] * 1000));
  }
  const share = seldom.reduce((sum, each) => sum + each, 0);
  return { ...rounds, generated: rounds.generated.map((often) => often + share) };
}

const measurements = (usual: number, generated: number, ledger: number): readonly Measurement[] => [
  ...[
    { name: "usual rules, 8 windows", measured: usual },
    { name: "generated rules and alerts", measured: generated },
    { name: "ledger", measured: ledger },
  ].map(({ name, measured }) => ({
    name: `Prometheus CPU per SLO and 30 s: ${name}`,
    measured,
    unit: "ms",
    goal: undefined,
  })),
  { name: "ledger: times less than the usual rules", measured: usual / ledger, unit: "x", goal: { atLeast: 100 } },
  {
    name: "generated rules: times less than the usual rules",
    measured: usual / generated,
    unit: "x",
    goal: { atLeast: 8 },
  },
];

/** A ledger in the middle of its life, step by step. */
class LedgerRun {
  readonly #ledger = new Ledger({ step: seconds(STEP_MS / 1000) });
  readonly #client: Prometheus;
  #atMs: number;

  constructor(client: Prometheus, fromMs: number) {
    this.#client = client;
    this.#atMs = fromMs;
  }

  /** The first question reaches further back than all others. */
  async warmUp(): Promise<void> {
    this.#ledger.follow(objectives, instant(this.#atMs));
    await this.#step();
  }

  /** Milliseconds of Prometheus' CPU per SLO and step. */
  async round(pid: number): Promise<number> {
    const before = cpuMilliseconds(pid);
    for (let i = 0; i < STEPS_PER_ROUND; i++) await this.#step();
    return (cpuMilliseconds(pid) - before) / STEPS_PER_ROUND / SERVICES;
  }

  async #step(): Promise<void> {
    const at = instant(this.#atMs);
    this.#ledger.ingest(at, await Promise.all(this.#ledger.plan(at).map((query) => this.#answer(query))));
    this.#atMs += STEP_MS;
  }

  async #answer(query: LedgerQuery): Promise<LedgerAnswer> {
    if (query.kind === "range") throw new TypeError("a step asks no range queries");
    return { kind: "series", series: answeredValue(await this.#client.instant(query.promql, query.at)) };
  }
}

/** Every group is evaluated once within its interval, whenever that begins. */
async function cpuPerMs(pid: number, lengthMs: number): Promise<number> {
  const before = { cpu: cpuMilliseconds(pid), ms: performance.now() };
  await sleep(lengthMs);
  return (cpuMilliseconds(pid) - before.cpu) / (performance.now() - before.ms);
}

/** Waits until compaction of what was written is over. */
async function quiet(pid: number): Promise<void> {
  for (let tries = 0, calm = 0; tries < 60 && calm < 3; tries++) {
    const before = cpuMilliseconds(pid);
    await sleep(1000);
    calm = cpuMilliseconds(pid) - before < 20 ? calm + 1 : 0;
  }
}
