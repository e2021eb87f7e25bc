import type { ObjectiveStatus } from "../../core/budget/status.ts";
import { Ledger } from "../../core/ledger/ledger.ts";
import type { LedgerQuery } from "../../core/ledger/ports.ts";
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
  const asked = new Set<LedgerQuery>();
  // What was too much for one answer comes back in halves; what nobody answered is not asked twice.
  const open = (): readonly LedgerQuery[] => ledger.planBackfill(at).filter((query) => !asked.has(query));
  for (let queries = open(); queries.length > 0; queries = open()) {
    await Promise.all(
      queries.map(async (query) => {
        asked.add(query);
        ledger.ingestBackfill(query, await ask(prometheus, query));
      }),
    );
  }
  return { statuses: ledger.read(at), ledger };
}
