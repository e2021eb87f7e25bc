import type { ObjectiveStatus, WindowStatus } from "../../core/budget/status.ts";
import { STATES } from "../../core/budget/states.ts";
import { hasExclusions } from "../../core/objective/exclusion.ts";
import { valueOrNull } from "../../core/objective/reading.ts";
import { printWindow } from "../../core/objective/slo-window.ts";
import { EXPORTED, SERVICE_LABEL, SLO_LABEL } from "../../core/sli/series-names.ts";
import type { Snapshot } from "../control/status-reader.ts";
import { type ExposedSample, type Labels, printGauge, printLabels } from "./exposition.ts";

interface Series {
  readonly name: string;
  readonly help: string;
  /** Besides service, slo and the `by` labels. */
  readonly labels: readonly string[];
  readonly samples: (status: ObjectiveStatus) => readonly ExposedSample[];
}

const ofWindow = printedOnce("window");
const ofState = printedOnce("state");
const ofQuantile = printedOnce("quantile");

/** What is said of each exported series and how a status fills it, in the order of /metrics. */
export const SLO_SERIES: Readonly<Record<keyof typeof EXPORTED, Series>> = {
  burnRate: {
    name: EXPORTED.burnRate,
    help: "Multiple of the sustainable rate of bad events; window slo is the SLO's own.",
    labels: ["window"],
    samples: byWindow(({ burnRate }) => valueOrNull(burnRate)),
  },
  errorRatio: {
    name: EXPORTED.errorRatio,
    help: "Bad events / all events.",
    labels: ["window"],
    samples: byWindow(({ errorRatio }) => valueOrNull(errorRatio)),
  },
  coverage: {
    name: EXPORTED.coverage,
    help: "Share of the window that is known: observed, or excluded.",
    labels: ["window"],
    samples: byWindow(({ coverage }) => coverage),
  },
  excluded: {
    name: EXPORTED.excluded,
    help: "Share of the window that does not count; of SLOs with exclusions.",
    labels: ["window"],
    samples: (status) => (hasExclusions(status.objective) ? byWindow(({ excluded }) => excluded)(status) : []),
  },
  exclusionActive: {
    name: EXPORTED.exclusionActive,
    help: "1 while nothing counts, else 0; of SLOs with exclusions.",
    labels: [],
    samples: (status) => (hasExclusions(status.objective) ? [{ value: status.exclusion === undefined ? 0 : 1 }] : []),
  },
  budgetLeft: {
    name: EXPORTED.budgetLeft,
    help: "Share of the error budget left: 1 = untouched, negative = overspent.",
    labels: [],
    samples: ({ budget }) => [{ value: valueOrNull(budget.left) }],
  },
  timeToExhaustion: {
    name: EXPORTED.timeToExhaustion,
    help: "Seconds until the budget is empty at the present burn; absent when it does not shrink.",
    labels: [],
    samples: ({ budget }) => [{ value: valueOrNull(budget.secondsToExhaustion) }],
  },
  age: {
    name: EXPORTED.age,
    help: "Age of the newest raw sample, by Prometheus' clock.",
    labels: [],
    samples: ({ ageSeconds }) => [{ value: ageSeconds ?? null }],
  },
  state: {
    name: EXPORTED.state,
    help: "1 for the present state, 0 for the others.",
    labels: ["state"],
    samples: ({ state }) => STATES.map((each) => ({ value: state === each ? 1 : 0, labels: ofState(each) })),
  },
  latency: {
    name: EXPORTED.latency,
    help: "Latency of events over 5 minutes.",
    labels: ["quantile"],
    samples: ({ latency }) =>
      Object.entries(latency ?? {}).map(([quantile, reading]) => ({
        value: valueOrNull(reading),
        labels: ofQuantile(quantile),
      })),
  },
  objective: {
    name: EXPORTED.objective,
    help: "Promised share of good events.",
    labels: [],
    samples: ({ objective }) => [{ value: objective.target }],
  },
  info: {
    name: EXPORTED.info,
    help: "What is known of the SLO from its spec.",
    labels: ["target", "slo_window", "namespace", "owner"],
    samples: ({ objective: { target, window, namespace, owner = "" } }) => [
      {
        value: 1,
        labels: printLabels({ target: String(target), slo_window: printWindow(window), namespace, owner }),
      },
    ],
  },
};

/** To print the labels of so many is less than a millisecond of work. */
const NAMED_AT_ONCE = 50;
const NOTHING = Buffer.alloc(0);

/**
 * The statuses as series, in pieces. What has no number has no sample either: a 0 would be drawn, alerted on and scaled by.
 * Only the state is always there.
 */
export function* printSloMetrics({ statuses }: Pick<Snapshot, "statuses">): Generator<Buffer, void> {
  const named = [];
  for (const status of statuses) {
    named.push({ status, own: printLabels(labelsOf(status)) });
    if (named.length % NAMED_AT_ONCE === 0) yield NOTHING;
  }
  for (const { name, help, samples } of Object.values(SLO_SERIES))
    yield* printGauge(name, help, named, ({ status, own }) => ({ labels: own, samples: samples(status) }));
}

function byWindow(valueOf: (window: WindowStatus) => number | null): Series["samples"] {
  return ({ windows }) => windows.map((each) => ({ value: valueOf(each), labels: ofWindow(each.window) }));
}

/** Prints a label that has few values. */
function printedOnce(label: string): (value: string) => string {
  const printed = new Map<string, string>();
  return (value) => {
    const text = printed.get(value) ?? printLabels({ [label]: value });
    printed.set(value, text);
    return text;
  };
}

const labelsOf = ({ objective, by }: ObjectiveStatus): Labels => ({
  ...by,
  [SERVICE_LABEL]: objective.service,
  [SLO_LABEL]: objective.slo,
});
