import type { Place } from "../diagnostics/diagnostic.ts";
import type { Ratio } from "../units/ratio.ts";
import type { AlertNaming } from "./alert-naming.ts";
import type { Seconds } from "../units/seconds.ts";
import { type AlertPolicy, windowsOf } from "./alert-policy.ts";
import { type BurnWindow, windowLength } from "./burn-window.ts";
import type { Cause } from "./cause.ts";
import type { Exclusion } from "./exclusion.ts";
import type { Grouping } from "./grouping.ts";
import type { Indicator } from "./indicator.ts";
import type { ScalingPolicy } from "./scaling-policy.ts";
import type { SloWindow } from "./slo-window.ts";

/** What is known of a whole spec file and holds for each of its objectives. */
export interface ServiceFacts {
  readonly service: string;
  /** Who may read its signals. */
  readonly namespace: string;
  /** Whether the spec names the namespace; where it does not, no alert claims to come from one. */
  readonly hasNamespace: boolean;
  readonly owner: string | undefined;
  /** The name of a Prometheus in the settings; never a URL. */
  readonly source: string;
  /** Go on alerts and `slo_info`. */
  readonly labels: Readonly<Record<string, string>>;
  readonly runbook: string | undefined;
  /** How late samples come: what is measured is how things were so long ago. 0 for those that come at once. */
  readonly delay: Seconds;
  /** When nothing counts. */
  readonly exclusions: readonly Exclusion[];
  /** What the settings name as labels of replicas of its Prometheus; absent where they name none. */
  readonly replicaLabels?: readonly string[];
}

/** One promise: the share `target` of events is good within `window`. Defaults are already filled in. */
export interface Objective extends ServiceFacts, Grouping {
  readonly slo: string;
  readonly description: string | undefined;
  readonly target: Ratio;
  readonly window: SloWindow;
  readonly indicator: Indicator;
  readonly alerts: AlertPolicy;
  /** What its alerts are called. */
  readonly naming: AlertNaming;
  /** Where the spec declares it. */
  readonly place: Place;
}

/** One spec file, understood. */
export interface Service extends ServiceFacts {
  readonly objectives: readonly Objective[];
  readonly causes: readonly Cause[];
  readonly scaling: readonly ScalingPolicy[];
  /** What alerts are called that are about the service as a whole. */
  readonly naming: AlertNaming;
  readonly place: Place;
  /** Where the spec names its Prometheus; absent where it does not. */
  readonly sourcePlace?: Place;
}

/** The share of events that may be bad. */
export const errorBudget = (objective: Pick<Objective, "target">): number => 1 - objective.target;

/** The name by which people and URLs call an objective: `checkout/availability`. Unique within a set of specs. */
export const objectiveId = (objective: Pick<Objective, "service" | "slo">): string =>
  `${objective.service}/${objective.slo}`;

/** The burn windows that rules record of an objective: none is longer than the SLO window, unless an alert reads it. */
export function neededWindows({ window, alerts }: Pick<Objective, "window" | "alerts">): readonly BurnWindow[] {
  const read = new Set(alerts.burn.flatMap(({ shortWindow, longWindow }) => [shortWindow, longWindow]));
  return windowsOf(alerts).filter(
    (each) => read.has(each) || window.kind === "calendar" || windowLength(each) <= window.length,
  );
}
