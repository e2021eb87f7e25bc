import { prometheusClient } from "../test/fixtures/prometheus-client.ts";
import { type PrometheusServer, startPrometheus } from "../test/fixtures/prometheus-server.ts";
import { coldStart, coldStartMeasurements } from "./cold-start.ts";
import { cpuPerMs } from "./cpu-time.ts";
import { LedgerRun, STEPS_PER_ROUND } from "./ledger-run.ts";
import { type Measurement, median } from "./measurement.ts";
import { objectives, recordings, ruled, STEP_MS, unshared } from "./rule-files.ts";
import { type RuleCost, type RuleLoad, RuleScale, sumOfCosts } from "./rule-load.ts";
import { GENERATED, ruleWays, type Way, YARDSTICK } from "./ways.ts";
import { writeMonth } from "./write-month.ts";

const LEDGER = "Headroom, ledger";
/** Counters that SLOs share, as those of the rules do, are read once; here as many SLOs have counters of their own. */
const UNSHARED = "Headroom, ledger, no counters shared";
const ROUNDS = 2;
/** Its steps are short: there are some for each round of the rules. */
const LEDGER_ROUNDS = 6;
const IDLE_MS = 10_000;

/**
 * What each way takes of Prometheus per SLO and 30 s on the same data: the rules of Sloth, of Pyrra and the generated
 * ones in its own rule engine, the ledger by its real questions over HTTP.
 */
export async function measureUpstream(say: (line: string) => void): Promise<readonly Measurement[]> {
  const ways = await ruleWays(say);
  // Blocks as in life: what lies in the newest one is read at another price.
  const server = await startPrometheus(undefined, "--storage.tsdb.min-block-duration=2h");
  const client = prometheusClient(server.url);
  try {
    const nowMs = Math.floor(Date.now() / STEP_MS) * STEP_MS;
    await writeMonth(server, nowMs, recordings(nowMs), say, unshared.slice(objectives.length));
    const fromMs = nowMs - LEDGER_ROUNDS * STEPS_PER_ROUND * STEP_MS;
    const ledgers = new Map([
      [LEDGER, new LedgerRun(client, ruled, fromMs)],
      [UNSHARED, new LedgerRun(client, unshared, fromMs)],
    ]);
    const costs = await measureRounds(server, ledgers, ways, say);
    const cold = await coldStart(server.pid ?? 0, client, objectives, nowMs);
    const yardstick = costs.get(YARDSTICK)?.cpuMs ?? whyNot(ways, YARDSTICK);
    return [
      ...ways.flatMap((way) => costRows(way.ok ? way.way.name : way.name, costs, ways)),
      ...[...ledgers.keys()].flatMap((name) => costRows(name, costs, ways)),
      timesLess("ledger", costs.get(LEDGER)?.cpuMs ?? Number.NaN, yardstick, 200),
      timesLess("ledger, no counters shared", costs.get(UNSHARED)?.cpuMs ?? Number.NaN, yardstick, 200),
      timesLess("generated rules", costs.get(GENERATED)?.cpuMs ?? Number.NaN, yardstick, 8),
      ...coldStartMeasurements(cold, yardstick),
    ];
  } finally {
    await client.close();
    await server.stop();
  }
}

/** What each way costs, by its name: all of them in turns, so that a slow minute of the machine meets all. */
async function measureRounds(
  server: PrometheusServer,
  ledgers: ReadonlyMap<string, LedgerRun>,
  ways: readonly Way[],
  say: (line: string) => void,
): Promise<ReadonlyMap<string, RuleCost>> {
  const pid = server.pid ?? 0;
  const scale = new RuleScale(server, await cpuPerMs(pid, IDLE_MS), objectives.length);
  const loaded = ways.filter((way) => way.ok).map(({ way }) => way);
  const steps = new Map([...ledgers.keys()].map((name) => [name, Array<number>()]));
  for (const ledger of ledgers.values()) await ledger.warmUp();
  const rounds = new Map<string, RuleCost[]>();
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, ledger] of ledgers) {
      say(`round ${round + 1} of ${ROUNDS}: ${name}`);
      for (let i = 0; i < LEDGER_ROUNDS / ROUNDS; i++) steps.get(name)?.push(await ledger.round(pid));
    }
    for (const way of loaded) {
      say(`round ${round + 1} of ${ROUNDS}: ${way.name}`);
      rounds.set(way.name, [...(rounds.get(way.name) ?? []), await weighAll(scale, way.slos, way.often, round + 1)]);
    }
  }
  const costs = new Map([...steps].map(([name, taken]) => [name, { cpuMs: median(taken), samples: 0, series: 0 }]));
  for (const way of loaded) {
    if (way.seldom.length > 0) say(`what is evaluated seldom, once: ${way.name}`);
    costs.set(
      way.name,
      sumOfCosts([middle(rounds.get(way.name) ?? []), await weighAll(scale, way.slos, way.seldom, 1)]),
    );
  }
  return costs;
}

async function weighAll(scale: RuleScale, slos: number, loads: readonly RuleLoad[], turns: number): Promise<RuleCost> {
  const costs: RuleCost[] = [];
  for (const load of loads) costs.push(await scale.weigh(load, slos, turns));
  return sumOfCosts(costs);
}

const middle = (rounds: readonly RuleCost[]): RuleCost => ({
  cpuMs: median(rounds.map(({ cpuMs }) => cpuMs)),
  // Of the longest round, in which all rules have found what they read.
  samples: rounds.at(-1)?.samples ?? Number.NaN,
  series: rounds.at(-1)?.series ?? Number.NaN,
});

/** Why there are no rules of a name. */
function whyNot(ways: readonly Way[], name: string): { readonly skipped: string } {
  const found = ways.find((way) => !way.ok && way.name === name);
  return { skipped: found?.ok === false ? found.because : "" };
}

function costRows(name: string, costs: ReadonlyMap<string, RuleCost>, ways: readonly Way[]): readonly Measurement[] {
  const cost = costs.get(name);
  return [
    { what: "Prometheus CPU per SLO and 30 s", unit: "ms", of: cost?.cpuMs },
    { what: "samples written per SLO and 30 s", unit: "", of: cost?.samples },
    { what: "series kept per SLO", unit: "", of: cost?.series },
  ].map(({ what, unit, of }) => ({
    name: `${what}: ${name}`,
    unit,
    goal: undefined,
    ...(of === undefined ? whyNot(ways, name) : { measured: of }),
  }));
}

/** @param yardstick - milliseconds of the rules that others are held against, or why there are none */
const timesLess = (
  what: string,
  cpuMs: number,
  yardstick: number | { readonly skipped: string },
  atLeast: number,
): Measurement => ({
  name: `${what}: times less than Sloth's rules every 30 s`,
  unit: "x",
  goal: { atLeast },
  ...(typeof yardstick === "number" ? { measured: yardstick / cpuMs } : yardstick),
});
