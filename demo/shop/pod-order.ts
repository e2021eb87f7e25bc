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
