import { writeSeries, type WrittenSeries } from "../demo/backfill/remote-write.ts";
import type { Prometheus } from "../src/adapters/prometheus/prometheus.ts";
import { prometheusClient } from "../test/fixtures/prometheus-client.ts";
import { type PrometheusServer, startPrometheus } from "../test/fixtures/prometheus-server.ts";
import { StudyRounds } from "../test/fixtures/study-rounds.ts";
import { cpuMilliseconds, cpuPerMs } from "./cpu-time.ts";
import { type Measurement, median } from "./measurement.ts";
import { type PeerRules, slothRules, toRuleText } from "./peer-rules.ts";
import { DAY_MS, objectives, recordings, SLOS, STEP_MS } from "./rule-files.ts";
import { RuleScale } from "./rule-load.ts";
import { PODS, SCRAPE_MS, serviceHistory } from "./shop-history.ts";
import { quiet } from "./write-month.ts";

const SERVICES = objectives.slice(0, 4).map(({ service }) => service);
const [SLO = ""] = SLOS;
/** A piece of the past is read in each round; some more rounds, for what is new alone. */
const PAST_ROUNDS = 30;
const NEWS_ROUNDS = 18;
/** The rounds end before the counters do. */
const AHEAD_MS = (PAST_ROUNDS + NEWS_ROUNDS) * StudyRounds.LENGTH_MS;
const STEP_SECONDS = 15;
const IDLE_MS = 10_000;
const TURNS = 3;

/**
 * CPU that Prometheus spends for a policy that learns its capacity: on the past of 30 days, demand, replicas and
 * versions, and on what is new from then on; beside what one evaluation of Sloth's rules costs on the same data.
 */
export async function measureLearningQueries(say: (line: string) => void): Promise<readonly Measurement[]> {
  const sloth = await slothRules(say);
  // Blocks as in life: what lies in the newest one is read at another price.
  const server = await startPrometheus(undefined, "--storage.tsdb.min-block-duration=2h");
  const client = prometheusClient(server.url);
  try {
    const nowMs = Math.floor(Date.now() / STEP_MS) * STEP_MS;
    say(`writing 30 days of ${SERVICES.length} services x 24 counters`);
    await writeSeries(
      server.url,
      SERVICES.flatMap((name, i) => historyOf(name, i, nowMs)),
    );
    await quiet(server.pid ?? 0);
    say("reading the past that capacities are learned from");
    const costs: LearningCost[] = [];
    for (const name of SERVICES) costs.push(await costOf(server.pid ?? 0, client, name, nowMs));
    say("what one evaluation of Sloth's rules costs");
    return measurements(costs, await yardstickOf(server, sloth));
  } finally {
    await client.close();
    await server.stop();
  }
}

/** Counters, the ready replicas as kube-state-metrics keeps them, and what Sloth's rules have recorded. */
function historyOf(name: string, i: number, nowMs: number): readonly WrittenSeries[] {
  const fromMs = nowMs - 30 * DAY_MS;
  const spans = { counters: { fromMs, toMs: nowMs + SCRAPE_MS }, recordedToMs: nowMs, slos: [SLO] };
  const timestamps = Float64Array.from({ length: (nowMs - fromMs) / SCRAPE_MS }, (_, at) => fromMs + at * SCRAPE_MS);
  const ready = {
    labels: { __name__: "kube_deployment_status_replicas_ready", namespace: "shop", deployment: name },
    timestamps,
    values: timestamps.map(() => PODS),
  };
  const sloth = recordings(nowMs).filter(({ name: recorded }) => recorded.startsWith("slo:sli_error:"));
  return [...serviceHistory(name, i + 1, spans, sloth), ready];
}

/** Milliseconds of Prometheus' CPU for one policy. */
interface LearningCost {
  /** For all of the past, with what was new meanwhile. */
  readonly past: number;
  /** For a decision, each 15 s, from then on. */
  readonly step: number;
}

async function costOf(pid: number, client: Prometheus, name: string, nowMs: number): Promise<LearningCost> {
  const rounds = new StudyRounds(client, { service: name, slo: SLO }, nowMs - AHEAD_MS);
  const cpuOf = async (count: number): Promise<number> => {
    const before = cpuMilliseconds(pid);
    for (let i = 0; i < count; i++) await rounds.next();
    return cpuMilliseconds(pid) - before;
  };
  const past = await cpuOf(PAST_ROUNDS);
  const news = await cpuOf(NEWS_ROUNDS);
  if (rounds.learned?.kind === "unknown") throw new Error(`nothing was learned: ${rounds.learned.because}`);
  return { past, step: (news / NEWS_ROUNDS / StudyRounds.LENGTH_MS) * STEP_SECONDS * 1000 };
}

/** Milliseconds of one evaluation for one SLO, or why there are no rules. */
async function yardstickOf(
  server: PrometheusServer,
  rules: PeerRules,
): Promise<{ readonly ms: number } | { readonly skipped: string }> {
  if (!rules.ok) return { skipped: rules.because };
  const groups = rules.groups.filter(({ name }) => SERVICES.some((service) => name.endsWith(`-${service}-${SLO}`)));
  const scale = new RuleScale(server, await cpuPerMs(server.pid ?? 0, IDLE_MS), 1);
  const load = { texts: [toRuleText(groups, "30s")], turnMs: STEP_MS, share: 1 };
  return { ms: (await scale.weigh(load, SERVICES.length, TURNS)).cpuMs };
}

function measurements(
  costs: readonly LearningCost[],
  yardstick: { readonly ms: number } | { readonly skipped: string },
): readonly Measurement[] {
  const past = median(costs.map((cost) => cost.past));
  const step = median(costs.map((cost) => cost.step));
  const cpu = "Prometheus CPU per policy that learns";
  const over = (ms: number) => ("ms" in yardstick ? { measured: ms / yardstick.ms } : yardstick);
  return [
    { name: `${cpu}: 30 days of the past, once`, measured: past, unit: "ms", goal: undefined },
    { name: `${cpu}: each step of 15 s from then on`, measured: step, unit: "ms", goal: undefined },
    {
      name: "30 days that a capacity is learned from: times what one evaluation of Sloth's rules costs",
      unit: "x",
      goal: undefined,
      ...over(past),
    },
    {
      name: "a step of a policy that learns: times what one evaluation of Sloth's rules costs",
      unit: "x",
      goal: { atMost: 0.05 },
      ...over(step),
    },
  ];
}
