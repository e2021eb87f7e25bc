import type { Counts, EventLog } from "./event-log.ts";
import type { SecondLog } from "./second-log.ts";

/** One process, from its start to its end, and the pod that it runs in. */
export interface Life {
  readonly pod: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** A moment at which a Prometheus reads a target, if it is there. */
export interface Scrape {
  readonly atMs: number;
  /** Undefined where one Prometheus scrapes alone. */
  readonly replica: string | undefined;
}

/** Events per second of one process, and the share of them that is bad. */
export interface Load {
  readonly perSecond: number;
  readonly badShare: number;
}

/** How events become series: requests by their code, or by the buckets of their duration. */
export interface Exposition {
  readonly form: "requests" | "histogram";
  /** Whether the series of errors is only there once there is an error. */
  readonly bornByError: boolean;
}

/** All that one place for a pod goes through: its processes one after the other, and the scrapes of them. */
export interface Place {
  readonly job: string;
  readonly lives: readonly Life[];
  readonly scrapes: readonly Scrape[];
  readonly exposition: Exposition;
  readonly load: (atMs: number) => Load;
  /** How long after its time a sample can be queried. */
  readonly lateMs: () => number;
}

/** What one process has counted since it began. */
export type Sums = Counts & { readonly fast: number };

/** The truth about one service: its events as they happened, and as the samples show them. */
export interface Truth {
  readonly happened: SecondLog;
  /** Booked at the first sample that shows them; what no sample shows is left out. */
  readonly shown: EventLog;
}
