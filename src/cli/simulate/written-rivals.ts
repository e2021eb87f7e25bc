import { readAutoscalers } from "../../core/manifests/read-autoscalers.ts";
import { printDuration } from "../../core/budget/print.ts";
import type { Fault, WrittenAutoscaler, WrittenMetric } from "../../core/manifests/written-autoscaler.ts";
import { UsageError } from "../usage-error.ts";

/**
 * The autoscalers of a manifest.
 *
 * @throws UsageError where it has none, or one that cannot be replayed, with its place
 */
export function writtenRivals(file: string, text: string): readonly WrittenAutoscaler[] {
  const all = readAutoscalers(file, text);
  if (all.length === 0)
    throw new UsageError(`${file} has no HorizontalPodAutoscaler and no ScaledObject; headroom lint ${file} reads it`);
  return all.map((one) => {
    if (one.ok) return one.autoscaler;
    throw new UsageError(`--manifest: ${shownFault(one.fault)}`);
  });
}

const shownFault = ({ file, line, problem, remedy }: Fault): string => `${file}:${line}: ${problem}; ${remedy}`;

/** What each metric is taken for, in a sentence. */
export const takenFor = ({ name, metrics }: WrittenAutoscaler): string =>
  `${name}: ${metrics.map((metric) => `${metric.name} is taken for ${WORDS[metric.follows](metric)}`).join(", ")}`;

const over = ({ overSeconds }: WrittenMetric): string => printDuration(overSeconds);

const WORDS: Readonly<Record<WrittenMetric["follows"], (metric: WrittenMetric) => string>> = {
  cpu: () => "the use of what a replica can take",
  demand: (metric) => `requests a second, a mean of ${over(metric)}`,
  latency: (metric) => `a latency over ${over(metric)} whose objective is its target`,
  errors: (metric) => `the share of bad requests over ${over(metric)}`,
  burn: (metric) => `the burn over ${over(metric)}`,
  waiting: () => "what waits",
  required: () => "the replicas that Headroom requires",
};
