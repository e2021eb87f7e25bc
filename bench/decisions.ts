import { compilePolicy, decide } from "../src/core/scaling/policy/decide.ts";
import { instant } from "../src/core/units/instant.ts";
import { ratio } from "../src/core/units/ratio.ts";
import { NOW, observation, policy } from "../test/fixtures/scaling.ts";
import { type Measurement, median } from "./measurement.ts";

const RUNS = 20;
const DECISIONS = 5_000;
const FORMULA = "max(demand / (capacity * utilization), replicas * saturation / 0.85, floor) * (burn5m > 6 ? 1.1 : 1)";

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
  const written = await compilePolicy(policy({ saturation, formula: FORMULA }));
  const [formula] = written.estimators;
  const now = history.at(-1);
  if (formula === undefined || now === undefined) throw new TypeError("the benchmark's policy has a formula");
  const inputs = {
    policy: written.policy,
    now,
    before: [],
    rollout: undefined,
    burn: { class: "none", because: "" },
  } as const;
  return [
    { name: "decisions", measured: perSecond(() => decide(usual, history)), unit: "/s", goal: { atLeast: 100_000 } },
    {
      name: "evaluations of a compiled formula",
      measured: perSecond(() => formula.estimate(inputs)),
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
