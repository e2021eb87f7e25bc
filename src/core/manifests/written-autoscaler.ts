import type { HpaBehavior } from "../scaling/hpa/types.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { SIGNALS } from "../sli/series-names.ts";
import type { Located } from "../documents/located.ts";
import { looksFelt } from "./lint-metrics.ts";

/** An autoscaler as somebody wrote it, with the defaults of its kind filled in: what a replay needs to know of it. */
export interface WrittenAutoscaler {
  /** `HorizontalPodAutoscaler/checkout` */
  readonly name: string;
  /** Replicas at least and at most. */
  readonly limits: { readonly min: number; readonly max: number };
  readonly metrics: readonly WrittenMetric[];
  readonly behavior: HpaBehavior | undefined;
}

/** What a metric stands for, as far as its name or its query tells. */
export type Followed = "cpu" | "demand" | "latency" | "errors" | "burn" | "waiting" | "required";

/** One metric, or one trigger. */
export interface WrittenMetric {
  /** As the manifest calls it. */
  readonly name: string;
  readonly follows: Followed;
  readonly target: {
    readonly kind: "averageValue" | "value" | "utilization";
    /** In units of the metric; percent of what is requested for `utilization`. */
    readonly amount: number;
  };
  /** Over how many seconds it is a mean. */
  readonly overSeconds: number;
}

/** An autoscaler, or why it cannot be replayed and what to do. */
export type ReadAutoscaler =
  | { readonly ok: true; readonly autoscaler: WrittenAutoscaler }
  | { readonly ok: false; readonly fault: Fault };

/** What keeps an autoscaler from being replayed, and where it stands. */
export type Fault = Pick<Diagnostic, "file" | "line" | "problem" | "remedy">;

/** A fault at a place of the manifest. */
export const fault = ({ place: { file, line } }: Located, problem: string, remedy: string): Fault => ({
  file,
  line,
  problem,
  remedy,
});

const WAITING = /(?:^|[_:.-])(?:queue\w*|lag|backlog|waiting|pending|depth|messages|jobs|consumer\w*)(?=$|[_:.-])/i;

/** What a metric of this name stands for: requests a second unless it sounds like something else. */
export function followedBy(metric: string): Followed {
  if (metric === SIGNALS.requiredReplicas) return "required";
  if (/burn_?rate/i.test(metric)) return "burn";
  if (/error_?(?:ratio|rate|percent)/i.test(metric)) return "errors";
  if (looksFelt(metric) || metric === SIGNALS.latency) return "latency";
  return WAITING.test(metric) ? "waiting" : "demand";
}
