import type { ScalingPolicy } from "../../objective/scaling-policy.ts";

/** Decisions look back this far, or a little beyond what a burn is blamed on a rollout for. */
const REMEMBERED_SECONDS = 30 * 60;
const MARGIN_SECONDS = 5 * 60;

/** How far back decisions by a policy look. */
export const rememberedSeconds = ({ change }: ScalingPolicy): number =>
  Math.max(REMEMBERED_SECONDS, change.window + MARGIN_SECONDS);
