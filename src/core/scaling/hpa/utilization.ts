import type { Tolerances } from "./tolerance.ts";
import type { HpaSeen, PodGroup } from "./types.ts";

/**
 * What a target of utilisation asks for. Pods that are too young to be believed count as idle on the way up, and not at
 * all on the way down; pods without a usage count as idle on the way up, and as fully used on the way down. So a number
 * that is already on its way is not asked for again.
 *
 * @returns how many replicas; undefined where no pod says anything
 */
export function proposeByUtilization(
  targetPercent: number,
  groups: readonly PodGroup[] | undefined,
  { replicas }: HpaSeen,
  tolerances: Tolerances,
): number | undefined {
  if (groups === undefined) return undefined;
  const unready = groups.filter(({ isUnready }) => isUnready);
  const missing = groups.filter(({ isUnready, usageMilli }) => !isUnready && usageMilli === undefined);
  const known = groups.filter(({ isUnready, usageMilli }) => !isUnready && usageMilli !== undefined);
  const ratio = ratioOf(known, targetPercent);
  if (ratio === undefined) return undefined;
  const isRiseWithUnready = podsOf(unready) > 0 && ratio > 1;
  if (!isRiseWithUnready && podsOf(missing) === 0)
    return tolerances.bear(ratio) ? replicas : Math.ceil(ratio * podsOf(known));
  const reckoned = [
    ...known,
    ...(ratio < 1 ? assume(missing, Math.max(100, targetPercent)) : ratio > 1 ? assume(missing, 0) : []),
    ...(isRiseWithUnready ? assume(unready, 0) : []),
  ];
  const newRatio = ratioOf(reckoned, targetPercent) ?? 1;
  const isTurned = (ratio < 1 && newRatio > 1) || (ratio > 1 && newRatio < 1);
  if (tolerances.bear(newRatio) || isTurned) return replicas;
  const proposed = Math.ceil(newRatio * podsOf(reckoned));
  const isAgainst = (newRatio < 1 && proposed > replicas) || (newRatio > 1 && proposed < replicas);
  return isAgainst ? replicas : proposed;
}

/** The pods, as if each used so much of what it asks for. */
const assume = (groups: readonly PodGroup[], percent: number): readonly PodGroup[] =>
  groups.map((group) => ({ ...group, usageMilli: Math.floor((group.requestMilli * percent) / 100) }));

/** Utilisation over its target. The controller reckons in whole percent, cut off. */
function ratioOf(groups: readonly PodGroup[], targetPercent: number): number | undefined {
  let [used, requested] = [0, 0];
  for (const { count, usageMilli = 0, requestMilli } of groups) {
    used += count * usageMilli;
    requested += count * requestMilli;
  }
  return requested === 0 ? undefined : Math.trunc((used * 100) / requested) / targetPercent;
}

const podsOf = (groups: readonly PodGroup[]): number => groups.reduce((sum, { count }) => sum + count, 0);
