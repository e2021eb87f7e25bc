import { boostJudge } from "../judges/boost.ts";
import { capacityLossJudge } from "../judges/capacity-loss.ts";
import { holdJudge } from "../judges/hold.ts";
import { hysteresisJudge } from "../judges/hysteresis.ts";
import type { Judge } from "../judges/judge.ts";
import { limitsJudge } from "../judges/limits.ts";
import { partitionsJudge } from "../judges/partitions.ts";
import { toleranceJudge } from "../judges/tolerance.ts";
import { turnsJudge } from "../judges/turns.ts";

/** Every judge, in the order in which they are heard; each sees what the ones before left. */
export const JUDGES: readonly Judge[] = [
  boostJudge,
  toleranceJudge,
  capacityLossJudge,
  holdJudge,
  turnsJudge,
  hysteresisJudge,
  partitionsJudge,
  limitsJudge,
];
