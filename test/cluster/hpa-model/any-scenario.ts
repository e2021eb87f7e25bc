import type { ManifestRules } from "../../fixtures/hpa-record.ts";
import { seededRandom } from "../../../demo/backfill/random.ts";
import { external, type Scenario } from "./scenario.ts";

const LOOKS = 24;

type Draw = (least: number, most: number) => number;

/** Autoscalers that nobody thought up; the same ones in every run. */
export const anyScenarios = (count: number): readonly Scenario[] =>
  Array.from({ length: count }, (_, i) => anyScenario(`any-${i + 1}`));

function anyScenario(name: string): Scenario {
  const { unit } = seededRandom(name);
  const draw: Draw = (least, most) => least + Math.floor(unit() * (most - least + 1));
  const metrics = Array.from({ length: draw(1, 2) }, (_, i) => external(`m${i}`, "AverageValue", `${draw(5, 20)}00m`));
  let level = draw(4, 20);
  return {
    name,
    start: draw(3, 15),
    spec: {
      minReplicas: draw(1, 4),
      maxReplicas: draw(20, 30),
      metrics,
      behavior: { scaleUp: anyRules(draw), scaleDown: anyRules(draw) },
    },
    course: Array.from({ length: LOOKS }, () => {
      if (draw(1, 4) === 1) level = draw(1, 30);
      return { values: metrics.map(() => (draw(1, 12) === 1 ? null : `${level * 1000 + draw(-400, 400)}m`)) };
    }),
  };
}

/** Windows and periods are odd, as those of all scenarios. */
const anyRules = (draw: Draw): ManifestRules => ({
  stabilizationWindowSeconds: draw(1, 3) === 1 ? 0 : draw(1, 6) * 2 + 1,
  selectPolicy: draw(1, 3) === 1 ? "Min" : "Max",
  ...(draw(1, 2) === 1 ? { tolerance: `${draw(0, 20)}0m` } : {}),
  policies: Array.from({ length: draw(1, 3) }, () => {
    const isPods = draw(1, 2) === 1;
    return {
      type: isPods ? "Pods" : "Percent",
      value: isPods ? draw(1, 6) : draw(5, 120),
      periodSeconds: draw(1, 7) * 2 + 1,
    };
  }),
});
