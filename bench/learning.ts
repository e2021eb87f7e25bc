import { seededRandom } from "../demo/backfill/random.ts";
import { CapacityLearner } from "../src/core/scaling/capacity/learner.ts";
import type { CapacitySample } from "../src/core/scaling/capacity/sample.ts";
import { badShare } from "../src/core/simulation/model/service.ts";
import { instant } from "../src/core/units/instant.ts";
import { ratio } from "../src/core/units/ratio.ts";
import { measureLearningQueries } from "./learning-queries.ts";
import type { Measurement } from "./measurement.ts";

const POLICIES = 100;
const DAYS = 30;
const SAMPLE_MS = 300_000;
const SAMPLES = (DAYS * 86_400_000) / SAMPLE_MS;
const BEGIN = Date.UTC(2026, 0, 5);
const END = instant(BEGIN + SAMPLES * SAMPLE_MS);
/** What a replica takes when all of it is used, in requests a second. */
const FULL = 50;
const REPLICAS = 10;
/** News are read each ten minutes, and decisions made each 15 s: so many workloads tell theirs in a step. */
const TOLD_A_STEP = Math.ceil(POLICIES / 40);

/** What it takes to learn capacities: of Prometheus, which is asked for the past, and of the service. */
export const measureLearning = async (say: (line: string) => void): Promise<readonly Measurement[]> => [
  ...learningTimes(),
  ...(await measureLearningQueries(say)),
];

/** What 100 workloads learn from 30 days each, and what a step costs them from then on. */
function learningTimes(): readonly Measurement[] {
  const samples = Array.from({ length: POLICIES }, (_, i) => history(`learning ${i}`));
  const learners: CapacityLearner[] = [];
  const before = performance.now();
  for (const one of samples) {
    const learner = new CapacityLearner(ratio(0.001), ratio(0.2));
    for (const sample of one) learner.add(sample);
    learner.known("v1", END);
    learners.push(learner);
  }
  const learned = performance.now();
  for (const [i, learner] of learners.slice(0, TOLD_A_STEP).entries()) {
    const newest = samples[i]?.at(-1);
    if (newest !== undefined) learner.add({ ...newest, at: END });
    learner.known("v1", END);
  }
  const told = performance.now();
  return [
    {
      name: "100 capacities learned from 30 days each",
      measured: (learned - before) / 1000,
      unit: "s",
      goal: { atMost: 2 },
    },
    { name: "a step of 100 policies that learn", measured: told - learned, unit: "ms", goal: { atMost: 20 } },
  ];
}

/** Five minutes each, over the load of a day with chance in it, up to 86 % of what a replica takes. */
function history(seed: string): readonly CapacitySample[] {
  const { unit } = seededRandom(seed);
  return Array.from({ length: SAMPLES }, (_, i) => {
    const at = instant(BEGIN + i * SAMPLE_MS);
    const use = 0.86 * (0.7 + 0.28 * Math.sin((2 * Math.PI * at) / 86_400_000) + 0.04 * (unit() - 0.5));
    const total = Math.round((use * FULL * REPLICAS * SAMPLE_MS) / 1000);
    return { at, load: use * FULL, bad: Math.round(total * badShare(use)), total, version: "v1", isSettled: true };
  });
}
