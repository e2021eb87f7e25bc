import { minutes, seconds, type Seconds } from "../units/seconds.ts";

/** The kinds of rule groups, and how often Prometheus evaluates each. */
export const GROUP_INTERVALS = {
  /** Pages hang on it. */
  fast: seconds(30),
  /** Steadier ratios, tickets, and the budget. */
  slow: minutes(2),
  /** One sample for each half hour: the budget of 30 d reads 1,440 of them instead of 86,400. */
  history: minutes(30),
} as const satisfies Readonly<Record<string, Seconds>>;

/** A group of one objective: `slo:checkout:availability:fast`. */
export const groupName = (
  { service, slo }: { readonly service: string; readonly slo: string },
  group: "fast" | "slow",
): string => `slo:${service}:${slo}:${group}`;

/**
 * A group that several objectives of a service share: `slo:checkout:history`, `slo:checkout:2:history`; `number` counts
 * them from 1.
 */
export const historyGroupName = (service: string, number: number): string =>
  number === 1 ? `slo:${service}:history` : `slo:${service}:${number}:history`;
