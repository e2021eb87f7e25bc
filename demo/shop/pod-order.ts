import type { Seed } from "./seed.ts";
import type { ServiceName } from "./services.ts";

/** What a pod's process is told when it starts. */
export interface PodOrder {
  readonly service: ServiceName;
  readonly pod: string;
  readonly version: string;
  /** Milliseconds since the epoch; in its history, so before the process was there. */
  readonly startedAt: number;
  readonly seeds: readonly Seed[];
  /** Ports on 127.0.0.1 of the services behind it. */
  readonly upstreams: Readonly<Partial<Record<ServiceName, readonly number[]>>>;
  /** Requests that it answers in a second; those beyond it fails. Undefined: as many as come. */
  readonly mostPerSecond: number | undefined;
  /** Share of requests, 0..1, that its version fails, whatever its service fails on an ordinary day. */
  readonly failShare: number;
}

/** What a visitor's process is told later, when more or fewer are to come. */
export interface RateOrder {
  readonly visitsPerSecond: number;
}

/** What a visitor's process is told. */
export interface LoadOrder {
  readonly ports: readonly number[];
  /** Epoch milliseconds at which the visits begin: where the history ends. */
  readonly from: number;
  readonly visitsPerSecond: number;
  /** After this long it ends by itself. */
  readonly seconds: number;
}
