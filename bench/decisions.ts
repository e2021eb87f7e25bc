import { compileFormula } from "../src/core/scaling/estimators/compile-formula.ts";
import { compilePolicy, decide } from "../src/core/scaling/policy/decide.ts";
import { instant } from "../src/core/units/instant.ts";
import { ratio } from "../src/core/units/ratio.ts";
import { NOW, observation, policy } from "../test/fixtures/scaling.ts";
import { type Measurement, median } from "./measurement.ts";

const RUNS = 20;
const DECISIONS = 5_000;
const FORMULA = "max(demand / (capacity * utilization), replicas * saturation / 0.85, floor) * (burn5m > 6 ? 1.1 : 1)";

const VALUES = Object.entries({
  demand: 400,
  capacity: 50,
  utilization: 0.8,
  replicas: 10,
  saturation: 0.9,
  floor: 0,
  burn5m: 20,
});

/** Decisions on one core: half an hour of observations, under overload, with all that a policy can name. */
export async function measureDecisions(): Promise<readonly Measurement[]> {
  const saturation = { query: "busy", limit: ratio(0.85) };
  const history = Array.from({ length: 120 }, (_, i) =>
    observation({
      at: instant(NOW - (119 - i) * 15_000),
      demand: 400 + i,
      saturation: 0.9,
      asked: 10 + Math.floor(i / 40),
      burn: 20,
    }),
  );
  const usual = await compilePolicy(policy({ saturation, overload: { boostMax: 1.25, burnAbove: 6 } }));
  const { evaluate } = await compileFormula(FORMULA);
  return [
    { name: "decisions", measured: perSecond(() => decide(usual, history)), unit: "/s", goal: { atLeast: 100_000 } },
    {
      name: "evaluations of a compiled formula",
      measured: perSecond(() => evaluate(VALUES)),
      unit: "/s",
      goal: { atLeast: 300_000 },
    },
  ];
}

function perSecond(work: () => unknown): number {
  const rates = Array.from({ length: RUNS }, () => {
    const before = performance.now();
    for (let i = 0; i < DECISIONS; i++) work();
    return (DECISIONS * 1000) / (performance.now() - before);
  });
  return median(rates);
}
