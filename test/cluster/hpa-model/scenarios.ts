import type { HpaManifest, ManifestRules } from "../../fixtures/hpa-record.ts";
import { anyScenarios } from "./any-scenario.ts";
import { POD_SCENARIOS } from "./pod-scenarios.ts";
import { external, type Scenario, times, values } from "./scenario.ts";

// The controller looks every 2 s here. Windows and periods are odd numbers of seconds, so that no look comes at the
// very edge of one.

const spec = (behavior?: HpaManifest["behavior"], facts: Partial<HpaManifest> = {}): Scenario["spec"] => ({
  minReplicas: 1,
  maxReplicas: 60,
  metrics: [external("need", "AverageValue")],
  ...(behavior === undefined ? {} : { behavior }),
  ...facts,
});

const pods = (value: number, periodSeconds: number) => ({ type: "Pods", value, periodSeconds });
const percent = (value: number, periodSeconds: number) => ({ type: "Percent", value, periodSeconds });

/** At once and as far as asked, unless a scenario says otherwise. */
const FREE: ManifestRules = { stabilizationWindowSeconds: 0, policies: [percent(900, 15)] };

const TOLERANCE: readonly Scenario[] = [
  { name: "tolerance-up", start: 10, spec: spec(), course: values(10, 10.5, 11, "11001m", 12, 13.2, "13201m", 14) },
  {
    name: "tolerance-down",
    start: 20,
    spec: spec({ scaleDown: FREE }),
    course: values(20, 19, 18, "17999m", 18, 16.2, "16.199", 17, 15.3, "15.2999"),
  },
  {
    name: "tolerance-of-its-own",
    start: 10,
    spec: spec({ scaleUp: { ...FREE, tolerance: "0" }, scaleDown: { ...FREE, tolerance: "0.25" } }),
    course: values(10, "10001m", 8.5, 8.25, 8.2, 9, 6.75, "6749m"),
  },
  {
    name: "fractions",
    start: 8,
    spec: spec({ scaleDown: FREE }, { metrics: [external("need", "AverageValue", "750m")] }),
    course: values("6.0004", "6.6", "6.6001", "6.6009", 9, "7.4250", "7.4249", 5),
  },
];

const WINDOWS: readonly Scenario[] = [
  {
    name: "without-behavior",
    start: 1,
    spec: spec(),
    course: values(...times(6, 30), ...times(6, 5), 20, ...times(5, 5)),
  },
  {
    name: "window-down",
    start: 10,
    spec: spec({ scaleDown: { ...FREE, stabilizationWindowSeconds: 15 } }),
    course: values(10, 4, 4, 7, ...times(16, 4)),
  },
  {
    name: "window-down-long",
    start: 10,
    spec: spec({ scaleDown: { ...FREE, stabilizationWindowSeconds: 31 } }),
    course: values(...times(3, 16), ...times(21, 5)),
  },
  {
    name: "window-up",
    start: 10,
    spec: spec({ scaleUp: { ...FREE, stabilizationWindowSeconds: 9 }, scaleDown: FREE }),
    course: values(20, 20, 14, ...times(8, 20), 12, 25, 25),
  },
  {
    name: "windows-both",
    start: 10,
    spec: spec({
      scaleUp: { ...FREE, stabilizationWindowSeconds: 7 },
      scaleDown: { ...FREE, stabilizationWindowSeconds: 11 },
    }),
    course: values(10, 16, 13, 18, 9, 20, 20, 20, 20, 8, 8, 12, 8, 8, 8, 8, 8, 8),
  },
  {
    name: "behavior-by-default",
    start: 2,
    spec: spec({ scaleUp: {}, scaleDown: {} }),
    course: values(...times(18, 50), ...times(5, 6)),
  },
];

const RATES: readonly Scenario[] = [
  {
    name: "rate-up-pods",
    start: 10,
    spec: spec({ scaleUp: { policies: [pods(4, 7)] } }),
    course: values(...times(14, 40)),
  },
  {
    name: "rate-down-percent",
    start: 23,
    spec: spec({ scaleDown: { ...FREE, policies: [percent(10, 7)] } }),
    course: values(...times(16, 5)),
  },
  {
    name: "rate-least",
    start: 10,
    spec: spec({
      scaleUp: { selectPolicy: "Min", policies: [pods(2, 3), percent(50, 7)] },
      scaleDown: { ...FREE, selectPolicy: "Min", policies: [pods(3, 5), percent(50, 3)] },
    }),
    course: values(...times(8, 50), ...times(10, 1)),
  },
  {
    name: "rate-most",
    start: 10,
    spec: spec({
      scaleUp: { selectPolicy: "Max", policies: [pods(3, 3), percent(50, 9)] },
      scaleDown: { ...FREE, selectPolicy: "Max", policies: [pods(2, 3), percent(20, 9)] },
    }),
    course: values(...times(8, 50), ...times(10, 1)),
  },
  {
    name: "rate-up-disabled",
    start: 10,
    spec: spec({ scaleUp: { selectPolicy: "Disabled" }, scaleDown: FREE }),
    course: values(40, 40, 6, 40),
  },
  {
    name: "rate-down-disabled",
    start: 10,
    spec: spec({ scaleDown: { selectPolicy: "Disabled", stabilizationWindowSeconds: 0 } }),
    course: values(1, 1, 14, 1, 1),
  },
  {
    name: "rate-after-a-cut",
    start: 10,
    spec: spec({ scaleUp: { policies: [pods(4, 9)] }, scaleDown: { ...FREE, policies: [pods(3, 9)] } }),
    course: values(5, 5, 40, 40, 40, 2, 2, 2, 40, 40, 40, 40),
  },
];

const SEVERAL: readonly Scenario[] = [
  {
    name: "several-metrics",
    start: 10,
    spec: spec({ scaleDown: FREE }, { metrics: [external("a", "AverageValue"), external("b", "AverageValue", "2")] }),
    course: [
      ["12", "30"],
      ["12", "10"],
      ["4", "9"],
      ["4", "23"],
    ].map((each) => ({ values: each })),
  },
  {
    name: "one-metric-fails",
    start: 10,
    spec: spec({ scaleDown: FREE }, { metrics: [external("a", "AverageValue"), external("b", "AverageValue")] }),
    course: [
      ["10", "10"],
      ["5", null],
      [null, "5"],
      ["15", null],
      [null, "15"],
      [null, "16"],
      ["15", null],
      [null, null],
      ["5", "6"],
    ].map((each) => ({ values: each })),
  },
  {
    name: "all-metrics-fail",
    start: 10,
    spec: spec({ scaleDown: { ...FREE, stabilizationWindowSeconds: 7 } }),
    course: values(12, null, null, null, null, 6, null, 6, 6, 6, 6, 6),
  },
];

const LIMITS: readonly Scenario[] = [
  {
    name: "limits-from-above",
    start: 14,
    spec: spec({ scaleUp: FREE, scaleDown: FREE }, { minReplicas: 3, maxReplicas: 8 }),
    course: values(5, 50, 8, 1, "0", 4),
  },
  {
    name: "limits-from-below",
    start: 1,
    spec: spec({ scaleUp: { policies: [pods(2, 7)] } }, { minReplicas: 4, maxReplicas: 12 }),
    course: values(...times(8, 30)),
  },
  {
    name: "limits-restored",
    start: 6,
    spec: spec(
      { scaleUp: { policies: [pods(3, 9)] }, scaleDown: { ...FREE, policies: [pods(2, 9)] } },
      { minReplicas: 4, maxReplicas: 9 },
    ),
    course: [
      ...values(6),
      { values: ["9"], afterwards: { replicas: 15 } },
      ...values(9, 4, 4, 4),
      { values: ["4"], afterwards: { replicas: 1 } },
      ...values(20, 20, 20, 20, 20, 20, 20),
    ],
  },
  {
    name: "sleep",
    start: 2,
    spec: spec({ scaleUp: FREE, scaleDown: FREE }, { minReplicas: 0, maxReplicas: 8 }),
    course: values(2, "0", "0", "0", 3, 3, "1m", "0", "0", 12, 12),
  },
  {
    name: "set-to-zero-by-hand",
    start: 4,
    spec: spec({ scaleUp: FREE, scaleDown: FREE }),
    course: [...values(4), { values: ["5"], afterwards: { replicas: 0, later: 2 } }, ...values(5, 5, 3)],
  },
  {
    name: "beyond-counting",
    start: 4,
    spec: spec({ scaleDown: FREE }, { maxReplicas: 12 }),
    course: values("3G", "3G", "9000G", 5, "2147483648", 4),
  },
];

/** All that is recorded, by name. */
export const SCENARIOS: readonly Scenario[] = [
  ...TOLERANCE,
  ...WINDOWS,
  ...RATES,
  ...SEVERAL,
  ...LIMITS,
  ...POD_SCENARIOS,
  ...anyScenarios(8),
];
