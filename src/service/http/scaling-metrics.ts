import { Gauge, Registry } from "prom-client";
import { BURN_CLASSES } from "../../core/scaling/decision/decision.ts";
import type { Learned } from "../../core/scaling/decision/learned.ts";
import type { DecisionReader, OfferedDecision } from "../signals/decision-log.ts";

interface Series {
  readonly name: string;
  readonly help: string;
  /** Besides namespace, service and scaling. */
  readonly labels: readonly string[];
  readonly samples: (offered: OfferedDecision) => readonly (readonly [value: number, labels?: Labels])[];
}

type Labels = Readonly<Record<string, string>>;

/** What is said of each workload with a scaling block. What is not known has no sample. */
export const SCALING_SERIES: readonly Series[] = [
  {
    name: "headroom_required_replicas",
    help: "Replicas that the workload needs, as decided, whether they are offered or only recommended.",
    labels: ["mode"],
    samples: ({ policy: { mode }, needed }) => (needed.kind === "value" ? [[needed.value, { mode }]] : []),
  },
  {
    name: "headroom_learned_capacity",
    help: "Requests a second that one replica takes at the SLO, as learned, and the bounds that chance leaves.",
    labels: ["bound"],
    samples: ({ decision: { observation } }) => learnedSamples(observation.learned),
  },
  {
    name: "headroom_decision_refused",
    help: "1 while nobody may say how many replicas the workload needs, else 0.",
    labels: [],
    samples: ({ needed }) => [[needed.kind === "none" ? 1 : 0]],
  },
  {
    name: "headroom_burn_class",
    help: "1 for the class of the present burn, 0 for the others.",
    labels: ["class"],
    samples: ({ decision: { burn } }) => BURN_CLASSES.map((one) => [burn.class === one ? 1 : 0, { class: one }]),
  },
];

function learnedSamples(learned: Learned | undefined): readonly (readonly [value: number, labels: Labels])[] {
  if (learned === undefined || learned.kind === "unknown") return [];
  if (learned.kind === "at least") return [[learned.perReplica, { bound: "low" }]];
  const { perReplica, low, high } = learned;
  return [
    [perReplica, { bound: "estimate" }],
    [low, { bound: "low" }],
    [high, { bound: "high" }],
  ];
}

/** The present decisions as series. */
export function printScalingMetrics(decisions: DecisionReader): Promise<string> {
  const registry = new Registry();
  const offered = decisions.offered();
  for (const { name, help, labels, samples } of SCALING_SERIES) {
    const labelNames = ["namespace", "service", "scaling", ...labels];
    const gauge = new Gauge({ name, help, labelNames, registers: [registry] });
    for (const one of offered) {
      const { namespace, service, policy } = one;
      for (const [value, further] of samples(one))
        gauge.set({ namespace, service, scaling: policy.name, ...further }, value);
    }
  }
  return registry.metrics();
}
