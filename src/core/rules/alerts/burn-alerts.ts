import { type BurnCondition, type Severity, TIERS } from "../../objective/alert-policy.ts";
import type { Objective } from "../../objective/objective.ts";
import { binary, type Expression } from "../../promql/expression.ts";
import { minutes } from "../../units/seconds.ts";
import { alertLabels } from "./alert-labels.ts";
import { burnAnnotations, type TextContext } from "./annotations.ts";
import { ownOnly } from "../elements/recorded.ts";
import type { AlertingRule } from "../elements/rule.ts";
import { exceeds, reachable, withEnoughEvents } from "./burn-condition.ts";
import { gapBurnAlone, gapReach, recordedGapBurn } from "./gap-burn.ts";

/**
 * Bridges a flutter around the threshold, so that one incident is one notification; a resolved page comes that much
 * later.
 */
const KEEP_PAGE_FIRING = minutes(2);

/**
 * One alert for each severity, its conditions side by side. No `for`: the long window already proves that it
 * matters, and a pending state would be lost when Prometheus restarts.
 */
export function burnAlert(objective: Objective, severity: Severity, context: TextContext): readonly AlertingRule[] {
  const conditions = reachable(objective, severity);
  const burning = conditions.map((condition) => burns(objective, condition));
  const inGaps = severity === "page" ? [gapBurnAlone(objective), recordedGapBurn(objective)] : [];
  const [first, ...rest] = [inGaps[0], ...burning, inGaps[1]].filter((each) => each !== undefined);
  if (first === undefined) return [];
  return [
    {
      kind: "alert",
      alert: objective.naming.names.burn,
      // Conditions match whole label sets, so what is our own recording in one of them is so in all.
      expr: ownOnly(
        objective,
        rest.reduce((left, right) => binary(left, "or", right), first),
      ),
      waitFor: undefined,
      keepFiringFor: severity === "page" ? KEEP_PAGE_FIRING : undefined,
      labels: alertLabels(objective, severity, TIERS[severity]),
      annotations: burnAnnotations(
        objective,
        conditions,
        severity === "page" ? gapReach(objective) : undefined,
        context,
      ),
    },
  ];
}

/** Both windows burn, and the long one holds enough bad events for a page. */
function burns(objective: Objective, condition: BurnCondition): Expression {
  const { shortWindow, longWindow } = condition;
  const both = binary(exceeds(objective, condition, shortWindow), "and", exceeds(objective, condition, longWindow));
  return withEnoughEvents(objective, condition, both);
}
