import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeSeries } from "../../demo/backfill/remote-write.ts";
import { seededRandom } from "../../demo/backfill/random.ts";
import type { ScalingPolicy } from "../../src/core/objective/scaling-policy.ts";
import type { Learned } from "../../src/core/scaling/decision/learned.ts";
import { badShare } from "../../src/core/simulation/model/service.ts";
import { type Instant, instant } from "../../src/core/units/instant.ts";
import { ratio } from "../../src/core/units/ratio.ts";
import { CapacityStudy, type StudyQuestion } from "../../src/service/controllers/scaling/capacity-study.ts";
import type { AskRange } from "../../src/service/controllers/scaling/types.ts";
import { prometheusClient } from "../fixtures/prometheus-client.ts";
import { type PrometheusServer, startPrometheus } from "../fixtures/prometheus-server.ts";
import { policy } from "../fixtures/scaling.ts";
import { status } from "../fixtures/statuses.ts";

const STEP_MS = 60_000;
const DAY_MS = 86_400_000;
const DAYS = 9;
const REPLICAS = 10;
/** What a replica takes when all of it is used, in requests a second. */
const FULL = 50;
const BUDGET = 0.001;
const SPEND = 0.2;
/** The load at which the burn of the model is what may be spent. */
const TRUTH = FULL * (1 + Math.log(BUDGET * SPEND) / 38);

const LEARNING: Partial<ScalingPolicy> = {
  demand: "sum(offered)",
  replicas: "sum(running)",
  slos: ["availability"],
  capacity: { kind: "learn", utilization: ratio(1), isCorrected: true, spend: SPEND },
};

let server: PrometheusServer;
let endMs: number;

/** Up and down once a day, with some chance in it; up to 86 % of what all replicas take. */
const loads: number[] = [];
const loadAt = (ms: number): number => loads[Math.round((ms - endMs) / STEP_MS) + DAYS * 1440] ?? 0;

beforeAll(async () => {
  server = await startPrometheus();
  endMs = Math.floor(Date.now() / STEP_MS) * STEP_MS;
  const { unit } = seededRandom("learned capacity");
  const timestamps = Array.from({ length: DAYS * 1440 + 1 }, (_, i) => endMs - (DAYS * 1440 - i) * STEP_MS);
  for (const at of timestamps)
    loads.push(FULL * REPLICAS * 0.86 * (0.7 + 0.28 * Math.sin((2 * Math.PI * at) / DAY_MS) + 0.02 * (unit() - 0.5)));
  const series = (__name__: string, labels: Readonly<Record<string, string>>, values: readonly number[]) => ({
    labels: { __name__, ...labels },
    timestamps,
    values,
  });
  await writeSeries(server.url, [
    series("offered", { version: "v1" }, loads),
    series(
      "running",
      {},
      loads.map(() => REPLICAS),
    ),
    series(
      "kube_deployment_status_replicas_ready",
      { namespace: "shop", deployment: "checkout" },
      loads.map(() => REPLICAS),
    ),
  ]);
}, 60_000);
afterAll(() => server.stop());

/** What an SLO counts of the model: its events and those that are bad, from minute to minute. */
const counted =
  (since: () => number): StudyQuestion["history"] =>
  (_objective, _by, from, to, step) =>
    Array.from({ length: Math.floor((to - from) / 1000 / step) }, (_, i) => {
      const [begin, at] = [from + i * step * 1000, from + (i + 1) * step * 1000];
      let [bad, total] = [0, 0];
      for (let ms = begin + STEP_MS; ms <= at; ms += STEP_MS) {
        total += (loadAt(ms) * STEP_MS) / 1000;
        bad += ((loadAt(ms) * STEP_MS) / 1000) * badShare(loadAt(ms) / REPLICAS / FULL);
      }
      const budgetLeft = { kind: "noData", reason: "insufficient" } as const;
      const coverage = begin < since() ? 0 : 1;
      return { at: instant(at), good: total - bad, bad, total, coverage, excluded: 0, budgetLeft };
    });

interface Played {
  readonly learned: Learned | undefined;
  /** How many questions Prometheus was asked. */
  readonly asked: number;
  /** What it was asked, each once. */
  readonly about: ReadonlySet<string>;
}

/** Rounds of a minute each, until `rounds` are over; each begins when Prometheus has answered all of the one before. */
async function play(
  study: CapacityStudy,
  facts: Partial<ScalingPolicy>,
  rounds: number,
  range?: AskRange,
): Promise<Played> {
  const client = prometheusClient(server.url);
  const open = new Set<symbol>();
  let asked = 0;
  const about = new Set<string>();
  const ask: AskRange = async (...question) => {
    const one = Symbol("question");
    asked++;
    about.add(question[0]);
    open.add(one);
    try {
      return await (range ?? client.range.bind(client))(...question);
    } finally {
      open.delete(one);
    }
  };
  const rules = policy({ ...LEARNING, ...facts });
  const its = status({ objective: { service: "shop", slo: "availability", target: ratio(1 - BUDGET) } });
  let learned: Learned | undefined;
  for (let round = 0; round <= rounds; round++) {
    const at: Instant = instant(endMs + round * 60_000);
    learned = study.learnedAt({
      policy: rules,
      objectives: [its.objective],
      statuses: [its],
      history: counted(() => endMs - DAYS * DAY_MS),
      at,
      range: ask,
      watched: { ready: { times: [], values: [] }, unsettled: [], version: "v1" },
    });
    do await sleep(5);
    while (open.size > 0);
  }
  await client.close();
  return { learned, asked, about };
}

const known = (learned: Learned | undefined): Extract<Learned, { kind: "learned" }> => {
  if (learned?.kind !== "learned") throw new Error(JSON.stringify(learned));
  return learned;
};

describe("a capacity that is learned from a Prometheus", () => {
  it("is the model's within 5 %, and its bounds hold, after some questions for each day", async () => {
    const { learned, asked } = await play(new CapacityStudy("shop/checkout"), {}, 30);
    const { perReplica, low, high } = known(learned);
    expect(Math.abs(perReplica / TRUTH - 1)).toBeLessThan(0.05);
    expect([low <= TRUTH, TRUTH <= high]).toEqual([true, true]);
    // Three for each of the nine days that are counted, and for what is new: no day is asked for twice.
    expect(asked).toBeLessThanOrEqual(3 * (DAYS + 5));
  });

  it("is learned by what kube-state-metrics tells of the replicas where the policy asks for none", async () => {
    const { learned } = await play(new CapacityStudy("shop/checkout"), { replicas: undefined }, 12);
    expect(Math.abs(known(learned).perReplica / TRUTH - 1)).toBeLessThan(0.05);
  });

  it("says why it is not known while Prometheus does not answer, and keeps what was known before a restart", async () => {
    const refuse: AskRange = () => Promise.resolve({ kind: "failed", reason: "unreachable", message: "it is gone" });
    const study = new CapacityStudy("shop/checkout");
    const because = "the past of replicas could not be asked for: it is gone";
    expect((await play(study, {}, 3, refuse)).learned).toEqual({ kind: "unknown", because });
    const before = { kind: "learned", perReplica: 31, low: 30, high: 32 } as const;
    const restarted = new CapacityStudy("shop/checkout");
    restarted.recall(policy(LEARNING), before);
    expect((await play(restarted, {}, 3, refuse)).learned).toEqual(before);
    // As much is known again after the first day.
    expect(Math.abs(known((await play(restarted, {}, 30)).learned).perReplica / TRUTH - 1)).toBeLessThan(0.05);
  });

  it("asks for no demand of days of which nobody kept the replicas, and says what is missing", async () => {
    const because = "nothing tells how many replicas there were; give the block a query for replicas";
    const gone = await play(new CapacityStudy("shop/checkout"), { replicas: "sum(gone)" }, 30);
    expect([...gone.about]).toEqual(["sum(gone)"]);
    expect(gone.learned).toEqual({ kind: "unknown", because });
    // No query, and of a kind that kube-state-metrics does not keep.
    const target = { namespace: "shop", kind: "Rollout", name: "checkout" };
    const unkept = await play(new CapacityStudy("shop/checkout"), { replicas: undefined, target }, 30);
    expect(unkept).toMatchObject({ asked: 0, learned: { kind: "unknown", because } });
  });

  it("says what a demand that the past does not tell may lack", async () => {
    // Samples of the past are further apart.
    const { learned } = await play(new CapacityStudy("shop/checkout"), { demand: "sum(rate(offered[1s]))" }, 3);
    const because = "nothing tells what demand there was; a rate's range has to hold two samples or more";
    expect(learned).toEqual({ kind: "unknown", because });
  });

  it("says that demand has several series", async () => {
    const { learned } = await play(new CapacityStudy("shop/checkout"), { demand: "{__name__=~'offered|running'}" }, 3);
    expect(learned).toEqual({ kind: "unknown", because: "demand has several series" });
  });

  it("is not learned where the policy names no SLO", async () => {
    expect(await play(new CapacityStudy("shop/checkout"), { slos: [] }, 3)).toMatchObject({
      learned: undefined,
      asked: 0,
    });
  });
});
