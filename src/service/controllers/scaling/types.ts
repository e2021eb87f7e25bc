import type { QueryAnswer } from "../../../core/promql/query-answer.ts";
import type { SeriesList } from "../../../core/promql/sample-series.ts";
import type { Instant } from "../../../core/units/instant.ts";
import type { Seconds } from "../../../core/units/seconds.ts";
import type { Snapshot, StatusReader } from "../../control/status-reader.ts";
import type { WorkloadMirror } from "../../mirror/workload-mirror.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { PrometheusReader } from "../../ports/prometheus.ts";
import type { InSpan } from "../../ports/spans.ts";
import type { DecisionLog } from "../../signals/decision-log.ts";

export interface ScalingDeps {
  readonly reader: Pick<StatusReader, "snapshot" | "history">;
  readonly sources: ReadonlyMap<string, PrometheusReader>;
  /** How often inputs are asked for. */
  readonly step: Seconds;
  readonly clock: Clock;
  readonly log: Log;
  readonly inSpan: InSpan;
  readonly decisions: DecisionLog;
  /** What the cluster tells of workloads; undefined where no cluster is given. */
  readonly mirror: Pick<WorkloadMirror, "follow" | "read"> | undefined;
  /** A workload was decided on. */
  readonly onDecided?: () => void;
}

/** Asks a Prometheus, at the time of the present round; what two policies ask is asked once. */
export type Ask = (promql: string) => Promise<QueryAnswer<SeriesList>>;

/** Asks a Prometheus for a stretch of the past. */
export type AskRange = (promql: string, from: Instant, to: Instant, step: Seconds) => Promise<QueryAnswer<SeriesList>>;

/** What all decisions of one round on one Prometheus share. */
export interface Round {
  /** Its own time. */
  readonly at: Instant;
  /** When it was asked for that, by our monotonic clock. */
  readonly askedAt: number;
  readonly ask: Ask;
  readonly range: AskRange;
  readonly snapshot: Snapshot;
}
