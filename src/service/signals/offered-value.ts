/**
 * No value is offered above this: it is as many replicas as a spec may ask for, and in thousandths it stays far below
 * 2^31, above which a HorizontalPodAutoscaler scales to 1 (kubernetes/kubernetes issue 126892).
 */
const MOST = 100_000;

/** A value as autoscalers count it: in whole thousandths, rounded up, to the safe side for replicas and burn alike. */
export const inThousandths = (value: number): number =>
  Math.ceil(Number((Math.min(value, MOST) * 1000).toPrecision(12)));

/** What an autoscaler is told instead of a value. */
export const noFreshValue = (metric: string, because: string): string => `${metric} has no fresh value: ${because}`;
