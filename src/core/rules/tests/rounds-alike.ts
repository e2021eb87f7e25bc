import { budgetSpent, toBurnRate } from "../../budget/burn.ts";
import { windowLength } from "../../objective/burn-window.ts";
import type { Objective } from "../../objective/objective.ts";
import { nominalLength } from "../../objective/slo-window.ts";
import { ratio } from "../../units/ratio.ts";

/**
 * Whether the numbers that texts show of a constant share of bad events are rounded alike by Go and by us. Of a half
 * each makes something else, and either calculates it with noise of its own.
 */
export function roundsAlike({ target, window, alerts }: Objective, share: number): boolean {
  const burn = toBurnRate(ratio(share), target);
  const costs = alerts.burn.map(({ longWindow }) => budgetSpent(burn, windowLength(longWindow), nominalLength(window)));
  const tenths = [burn, ...costs.map((cost) => cost * 100)].map((value) => value * 10);
  return ![...tenths, threeDigits(share)].some(isHalf);
}

/** A number as three digits before the point, as many as texts show of a share. */
const threeDigits = (value: number): number => (value === 0 ? 0 : value / 10 ** (Math.floor(Math.log10(value)) - 2));

const NOISE = 1e-6;

const isHalf = (value: number): boolean => Math.abs((value % 1) - 0.5) < NOISE;
