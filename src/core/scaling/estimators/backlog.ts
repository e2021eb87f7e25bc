import { printDuration } from "../../budget/print.ts";
import { fresh } from "../decision/fresh.ts";
import { shown } from "../decision/shown.ts";
import { type Estimator, refused } from "./estimator.ts";

/** As many replicas as serve what comes and drain what waits in time. */
export const backlogEstimator: Estimator = {
  name: "backlog",
  estimate: ({ policy: { backlog, stale }, now, load }) => {
    if (backlog === undefined || now.backlog === undefined) return undefined;
    const waiting = fresh("the backlog", now.backlog, now.at, stale.maxAge);
    if (!waiting.ok) return refused(waiting.because);
    if (!(waiting.value >= 0)) return refused(`the backlog is ${waiting.value}, expected 0 or more`);
    if (!load.ok) return refused(`${load.because}, which comes on top of the backlog`);
    const { demand, perReplica } = load.value;
    const draining = waiting.value / backlog.drainWithin;
    return {
      kind: "replicas",
      replicas: (demand + draining) / perReplica,
      because:
        `${shown(waiting.value)} wait, ${shown(draining)} a second for ${printDuration(backlog.drainWithin)}, ` +
        `on top of ${shown(demand)} that come, at ${shown(perReplica)} a replica`,
    };
  },
};
