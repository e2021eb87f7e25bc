import type { ManifestMetric } from "../../fixtures/hpa-record.ts";
import { cpu, external, type PodsFound, type PodState, type Scenario, type Step } from "./scenario.ts";

const AT_ONCE = { stabilizationWindowSeconds: 0, policies: [{ type: "Percent", value: 900, periodSeconds: 15 }] };

const spec = (metrics: readonly ManifestMetric[]): Scenario["spec"] => ({
  minReplicas: 1,
  maxReplicas: 30,
  metrics,
  behavior: { scaleUp: AT_ONCE, scaleDown: AT_ONCE },
});

const found = (count: number, percent?: number, state: PodState = "ready"): PodsFound => ({
  count,
  state,
  ...(percent === undefined ? {} : { percent }),
});

const cpuSteps = (...each: readonly (readonly PodsFound[])[]): readonly Step[] => each.map((pods) => ({ pods }));

/** A metric that multiplies ready pods, beside so many of them. */
const ratio = (value: string, ready: number): Step => ({
  values: [value],
  pods: [found(ready), found(99, undefined, "stuck")],
});

/** What depends on pods: how many there are, which are ready, what they use. */
export const POD_SCENARIOS: readonly Scenario[] = [
  {
    name: "rollout-drifts",
    start: 10,
    maxSurge: 1,
    spec: spec([external("need", "AverageValue")]),
    course: [
      ...Array.from({ length: 2 }, () => ({ values: ["10"] })),
      { values: ["10"], afterwards: "roll out" },
      ...Array.from({ length: 14 }, () => ({ values: ["10"] })),
    ],
  },
  {
    name: "rollout-broken",
    start: 12,
    spec: spec([external("need", "AverageValue")]),
    course: [
      { values: ["12"], afterwards: "roll out broken" },
      ...Array.from({ length: 6 }, () => ({ values: ["12"] })),
      ...["14", "14", "16", "12", "12"].map((value) => ({ values: [value] })),
    ],
  },
  {
    name: "value-of-ready-pods",
    start: 10,
    spec: spec([external("ratio", "Value", "500m")]),
    course: [
      ratio("500m", 10),
      ratio("550m", 10),
      ratio("551m", 10),
      ratio("750m", 10),
      ratio("750m", 8),
      ratio("400m", 12),
      ratio("460m", 8),
      ratio("1", 0),
    ],
  },
  {
    name: "cpu",
    start: 10,
    spec: spec([cpu(60)]),
    course: [
      ...cpuSteps([found(10, 60)], [found(10, 66)], [found(10, 66.9)], [found(10, 67)]),
      ...cpuSteps([found(12, 55)], [found(12, 54)], [found(12, 53)], [found(5, 90), found(6, 50)]),
      { pods: [found(13, 60)], isCpuLost: true },
      ...cpuSteps([found(13, 30)], [found(7, 0)]),
    ],
  },
  {
    name: "cpu-of-pods-that-start",
    start: 15,
    spec: spec([cpu(60)]),
    course: cpuSteps(
      [found(10, 90), found(5, 20, "starting")],
      [found(10, 100), found(5, 0, "young")],
      [found(12, 100), found(3, undefined, "pending")],
      [found(10, 67), found(7, 50, "stuck")],
      [found(10, 30), found(7, 100, "starting")],
      [found(3, 70), found(3, 60, "fallen")],
      [found(6, 90, "starting")],
    ),
  },
  {
    name: "cpu-of-silent-pods",
    start: 10,
    spec: spec([cpu(60)]),
    course: cpuSteps(
      [found(8, 30), found(2)],
      [found(6, 90), found(2)],
      [found(6, 66), found(4)],
      [found(5, 50), found(5)],
      [found(4, 90), found(3), found(3, undefined, "starting")],
      [found(4, 30), found(3), found(3, undefined, "stuck")],
      [found(8)],
    ),
  },
  {
    name: "cpu-over-its-request",
    start: 6,
    spec: spec([cpu(150)]),
    course: cpuSteps([found(6, 150)], [found(6, 200)], [found(6, 80), found(2)], [found(7, 120)]),
  },
  {
    name: "cpu-beside-a-metric",
    start: 8,
    spec: spec([cpu(60), external("need", "AverageValue")]),
    course: [
      { pods: [found(8, 60)], values: ["9"] },
      { pods: [found(9, 90)], values: ["9"] },
      { pods: [found(14, 20)], values: [null] },
      { pods: [found(14, 20)], values: ["11"] },
      { pods: [found(11, 20)], values: ["13"], isCpuLost: true },
    ],
  },
];
