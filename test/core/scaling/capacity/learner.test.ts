import { describe, expect, it } from "vitest";
import { CapacityLearner } from "../../../../src/core/scaling/capacity/learner.ts";
import type { CapacitySample } from "../../../../src/core/scaling/capacity/sample.ts";
import { badShare } from "../../../../src/core/simulation/model/service.ts";
import { instant, type Instant } from "../../../../src/core/units/instant.ts";
import { ratio } from "../../../../src/core/units/ratio.ts";

const BUDGET = ratio(0.001);
const SPEND = ratio(0.2);
const STEP_MS = 300_000;
const START = Date.UTC(2026, 0, 5);
/** What a replica of the model takes when all of it is used, in requests per second. */
const FULL = 80;
/** The load at which the model's expected burn is what may be spent. */
const TRUTH = FULL * (1 + Math.log(BUDGET * SPEND) / 38);
const SEEDS = Array.from({ length: 20 }, (_, i) => i + 1);

describe("CapacityLearner", () => {
  it("knows the model's capacity within 5 %, and its bounds hold in 18 of 20 histories", () => {
    const results = SEEDS.map((seed) => learnedFrom(history(seed, { days: 14, peak: 0.86 })));
    for (const { perReplica } of results) expect(Math.abs(perReplica / TRUTH - 1)).toBeLessThan(0.05);
    const covered = results.filter(({ low, high }) => low <= TRUTH && TRUTH <= high);
    expect(covered.length).toBeGreaterThanOrEqual(18);
  });

  it("takes an hour of outage at low load for no lack of capacity", () => {
    for (const seed of SEEDS) {
      const samples = history(seed, { days: 14, peak: 0.86 });
      const quiet = samples.findIndex(({ at, load }) => at > START + 3 * 86_400_000 && load < 35);
      const broken = samples.map((sample, i) =>
        i >= quiet && i < quiet + 12 ? { ...sample, bad: sample.total / 2 } : sample,
      );
      expect(Math.abs(learnedFrom(broken).perReplica / TRUTH - 1)).toBeLessThan(0.05);
    }
  });

  it("says at least, and no more than was borne, where no overload was seen", () => {
    for (const seed of SEEDS) {
      const samples = history(seed, { days: 14, peak: 0.6 });
      const learned = learn(samples).known("v1", endOf(samples)).learned;
      if (learned.kind !== "at least") throw new Error(JSON.stringify(learned));
      expect(learned.perReplica).toBeGreaterThan(0.5 * FULL);
      expect(learned.perReplica).toBeLessThan(TRUTH);
    }
  });

  it("does not mix versions: one that halves the capacity is learned on its own", () => {
    const before = history(1, { days: 14, peak: 0.86 });
    const after = history(2, { days: 14, peak: 0.86, full: FULL / 2, version: "v2", from: endOf(before) });
    const learner = learn([...before, ...after]);
    const [old, fresh] = [learner.known("v1", endOf(after)).learned, learner.known("v2", endOf(after)).learned];
    if (old.kind !== "learned" || fresh.kind !== "learned") throw new Error(JSON.stringify([old, fresh]));
    expect(Math.abs(old.perReplica / TRUTH - 1)).toBeLessThan(0.05);
    expect(Math.abs(fresh.perReplica / (TRUTH / 2) - 1)).toBeLessThan(0.05);
  });

  it("takes up within two days that the capacity has halved without a new label, and within a week doubled", () => {
    const before = history(1, { days: 21, peak: 0.86 });
    const halved = history(2, { days: 2, peak: 0.86, full: FULL / 2, from: endOf(before) });
    expect(Math.abs(learnedFrom([...before, ...halved]).perReplica / (TRUTH / 2) - 1)).toBeLessThan(0.05);
    const doubled = history(3, { days: 7, peak: 0.86, full: FULL * 2, from: endOf(before) });
    expect(Math.abs(learnedFrom([...before, ...doubled]).perReplica / (TRUTH * 2) - 1)).toBeLessThan(0.05);
  });

  it("goes on with what the version before could take until a new one was seen long enough", () => {
    const before = history(1, { days: 14, peak: 0.86 });
    const after = history(2, { days: 1, peak: 0.86, version: "v2", from: endOf(before) }).slice(0, 48);
    const learner = learn([...before, ...after]);
    const { learned } = learner.known("v2", endOf(after));
    if (learned.kind !== "learned") throw new Error(JSON.stringify(learned));
    expect(learned.version).toBe("v1");
    expect(Math.abs(learned.perReplica / TRUTH - 1)).toBeLessThan(0.05);
    // Of a mix the newest that is known.
    expect(learner.known(undefined, endOf(after)).learned).toEqual(learned);
  });

  it.each([
    { of: "nothing", samples: [], because: "no load was seen" },
    { of: "no load", samples: altered({ load: 0 }), because: "no load was seen" },
    { of: "NaN", samples: altered({ load: Number.NaN }), because: "no load was seen" },
    { of: "no events", samples: altered({ total: 0, bad: 0 }), because: "no load was seen" },
    { of: "pods that start", samples: altered({ isSettled: false }), because: "no load was seen" },
    { of: "one level", samples: altered({ load: 40, bad: 0 }), because: "only one level of load was seen" },
    {
      of: "an SLO that is always missed",
      samples: history(1, { days: 2, peak: 0.6 }).map((one) => ({ ...one, bad: one.total / 10 })),
      because: "no level of load is known to be within what may be spent",
    },
    {
      of: "two hours",
      samples: history(1, { days: 2, peak: 0.8 }).slice(0, 24),
      because: "load was seen in 2 of at least 6 hours",
    },
  ])("says why it knows nothing of $of", ({ samples, because }) => {
    expect(learn(samples).known("v1", instant(START + 2 * 86_400_000)).learned).toEqual({ kind: "unknown", because });
  });

  it("learns the same from samples that come in any order, with gaps", () => {
    const samples = history(3, { days: 14, peak: 0.86 }).filter((_, i) => i % 100 > 20);
    const at = endOf(samples);
    const [forth, back] = [learn(samples), learn(samples.toReversed())].map((one) => one.known("v1", at).learned);
    if (forth?.kind !== "learned" || back?.kind !== "learned") throw new Error(JSON.stringify([forth, back]));
    expect(back.perReplica).toBeCloseTo(forth.perReplica, 6);
  });
});

interface Past {
  readonly days: number;
  /** The share of what a replica takes that is used at the busiest time. */
  readonly peak: number;
  readonly full?: number;
  readonly version?: string;
  readonly from?: Instant;
}

/** Days of a load that rises and falls, on replicas of the model, with chance in the demand and in what fails. */
function history(seed: number, { days, peak, full = FULL, version = "v1", from = instant(START) }: Past) {
  const random = chance(seed);
  const ready = 10;
  return Array.from({ length: (days * 86_400_000) / STEP_MS }, (_, i): CapacitySample => {
    const day = Math.sin((2 * Math.PI * i * STEP_MS) / 86_400_000);
    const use = peak * (0.7 + 0.28 * day + 0.04 * (random() - 0.5));
    const demand = use * full * ready;
    const total = Math.round((demand * STEP_MS) / 1000);
    return {
      at: instant(from + i * STEP_MS),
      load: demand / ready,
      total,
      bad: drawn(total * badShare(use), random),
      version,
      isSettled: true,
    };
  });
}

function altered(changes: Partial<CapacitySample>): readonly CapacitySample[] {
  return history(1, { days: 2, peak: 0.8 }).map((sample) => ({ ...sample, ...changes }));
}

function learn(samples: readonly CapacitySample[]): CapacityLearner {
  const learner = new CapacityLearner(BUDGET, SPEND);
  for (const sample of samples) learner.add(sample);
  return learner;
}

function learnedFrom(samples: readonly CapacitySample[]) {
  const learned = learn(samples).known("v1", endOf(samples)).learned;
  if (learned.kind !== "learned") throw new Error(JSON.stringify(learned));
  return learned;
}

const endOf = (samples: readonly CapacitySample[]): Instant => instant((samples.at(-1)?.at ?? START) + STEP_MS);

/** Numbers in 0..1, the same for the same seed (mulberry32). */
function chance(seed: number): () => number {
  let state = seed * 0x9e3779b9;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A count whose mean is given: Poisson's, by its normal neighbour where it is large. */
function drawn(mean: number, random: () => number): number {
  if (mean > 50) {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal));
  }
  let [count, product] = [0, random()];
  for (const limit = Math.exp(-mean); product > limit; count++) product *= random();
  return count;
}
