import type { LatencyHistory } from "../../core/ledger/readout/latency-history.ts";
import type { HistoryPoint } from "../../core/ledger/readout/history-point.ts";
import type { Objective, Service } from "../../core/objective/objective.ts";
import type { Instant } from "../../core/units/instant.ts";
import type { Seconds } from "../../core/units/seconds.ts";
import type { SourceState } from "./source-state.ts";
import type { LoadedSpecs, SpecTexts } from "./spec-set.ts";
import type { Statuses } from "./statuses.ts";

/** How it is with what outlives us: nothing was asked for, it is well, or what is wrong with it. */
export type KeepingState =
  | { readonly kind: "none" }
  | { readonly kind: "up" }
  | { readonly kind: "degraded"; readonly problem: string };

/** What was last published, as old as it is now; replaced as a whole, never changed. */
export interface Snapshot {
  /** By our own clock. */
  readonly publishedAt: Instant;
  /** By our own clock: when this was read, to a second. */
  readonly readAt: Instant;
  /** Nothing followed it for too long: its statuses have no numbers any more. */
  readonly expired: boolean;
  readonly statuses: Statuses;
  readonly specs: LoadedSpecs;
  /** What is wrong with the spec folder as a whole, if anything. */
  readonly folderProblem: string | undefined;
  readonly sources: readonly SourceState[];
  /** Whether what is counted outlives this process. */
  readonly keeping: KeepingState;
}

/** All that readers of the service may ask for. Memory only: no reader makes Prometheus work. */
export interface StatusReader {
  /** Undefined until the first evaluation. */
  snapshot(): Snapshot | undefined;
  history(
    objective: Objective,
    by: Readonly<Record<string, string>>,
    from: Instant,
    to: Instant,
    step: Seconds,
  ): readonly HistoryPoint[];
  /** Latencies over time, of the last hours; undefined of what has no buckets. */
  latencies(objective: Objective, by: Readonly<Record<string, string>>): LatencyHistory | undefined;
  /** What a spec file holds, by the name that places have. */
  specTexts(file: string): SpecTexts;
}

/** What may be asked before the first evaluation. */
export interface SpecReader {
  /** The specs in use; undefined until they are read. */
  specs(): LoadedSpecs | undefined;
}

export const objectivesOf = (services: readonly Service[]): readonly Objective[] =>
  services.flatMap((service) => service.objectives);
