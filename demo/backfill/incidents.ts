import type { ServiceName } from "../shop/services.ts";
import { minutesSince } from "./shop-clock.ts";

/** A bad time of one service. */
export interface PastIncident {
  readonly service: ServiceName;
  readonly startMinutesAgo: number;
  readonly minutes: number;
  /** Share of its requests that fail. */
  readonly errors: number;
  /** Share of its requests that are too slow. */
  readonly slow: number;
}

/**
 * One long and bad at night, when few notice; one short and half as bad at the day's peak, which costs more budget; a
 * slow search.
 */
export const INCIDENTS: readonly PastIncident[] = [
  { service: "checkout", startMinutesAgo: minutesSince(9, 3.2), minutes: 45, errors: 0.6, slow: 0.1 },
  { service: "checkout", startMinutesAgo: minutesSince(6, 14.3), minutes: 14, errors: 0.35, slow: 0.15 },
  { service: "search", startMinutesAgo: minutesSince(3, 10), minutes: 20, errors: 0, slow: 0.3 },
];

/** Rollouts, by service, in minutes before the start of the demo, oldest first: each renames the pods. */
export const ROLLOUTS: Readonly<Record<ServiceName, readonly number[]>> = {
  gateway: [minutesSince(21, 10.4), minutesSince(9, 15.1)],
  checkout: [
    minutesSince(26, 11.2),
    minutesSince(19, 16.5),
    minutesSince(12, 9.8),
    minutesSince(6, 14.25),
    minutesSince(1, 11.6),
  ],
  search: [minutesSince(24, 14.9), minutesSince(15, 10.1), minutesSince(3, 9.9)],
};

/** A time in which the first pod of a service was gone without another taking its place. */
export const OUTAGES: readonly {
  readonly service: ServiceName;
  readonly startMinutesAgo: number;
  readonly minutes: number;
}[] = [{ service: "search", startMinutesAgo: minutesSince(17, 4.4), minutes: 95 }];
