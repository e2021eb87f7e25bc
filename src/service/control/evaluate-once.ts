import type { ObjectiveStatus } from "../../core/budget/status.ts";
import { Ledger } from "../../core/ledger/ledger.ts";
import type { Objective } from "../../core/objective/objective.ts";
import type { Seconds } from "../../core/units/seconds.ts";
import { ask, type PrometheusReader } from "./ask.ts";

/** Statuses of one moment, and the ledger that they were read from. */
export interface Evaluation {
  readonly statuses: readonly ObjectiveStatus[];
  readonly ledger: Ledger;
}

/**
 * Evaluates objectives once, without a running service: history first, then one live step.
 *
 * @throws PrometheusError when Prometheus does not even tell its time; a single failed query ends in a status
 */
export async function evaluateOnce(prometheus: PrometheusReader, objectives: readonly Objective[], step: Seconds): Promise<Evaluation> {
  const ledger = new Ledger({ step });
  const at = await prometheus.serverTime();
  ledger.follow(objectives, at);
  ledger.ingest(at, await Promise.all(ledger.plan(at).map((query) => ask(prometheus, query))));
  await Promise.all(ledger.planBackfill(at).map(async (query) => ledger.ingestBackfill(query, await ask(prometheus, query))));
  return { statuses: ledger.read(at), ledger };
}
