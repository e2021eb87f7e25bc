import { minutes, seconds, type Seconds } from "../units/seconds.ts";

/** The rule groups of an objective and how often Prometheus evaluates each. */
export const GROUP_INTERVALS = {
  /** Pages hang on it. */
  fast: seconds(30),
  /** Steadier ratios, tickets, and the budget. */
  slow: minutes(2),
  /** One sample for each half hour: the budget of 30 d reads 1,440 of them instead of 86,400. */
  history: minutes(30),
} as const satisfies Readonly<Record<string, Seconds>>;

export type GroupName = keyof typeof GROUP_INTERVALS;

export const groupName = (
  { service, slo }: { readonly service: string; readonly slo: string },
  group: GroupName,
): string => `slo:${service}:${slo}:${group}`;
