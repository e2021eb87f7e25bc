import { fresh } from "../decision/fresh.ts";
import { shown, shownReplicas } from "../decision/shown.ts";
import { type Judge, STANDS } from "./judge.ts";

/** More consumers than partitions have nothing to read: they would cost, and drain nothing. */
export const partitionsJudge: Judge = {
  name: "partitions",
  judge: ({ replicas }, { policy: { stale }, now }) => {
    if (now.partitions === undefined) return STANDS;
    // What is not known bounds nothing: a missing exporter must not take replicas away.
    const partitions = fresh("the number of partitions", now.partitions, now.at, stale.maxAge);
    if (!partitions.ok || !(partitions.value >= 1) || replicas <= partitions.value) return STANDS;
    return {
      kind: "changed",
      replicas: partitions.value,
      because: `${shownReplicas(replicas)} replicas, but there are ${shown(partitions.value)} partitions: more have nothing to read`,
    };
  },
};
