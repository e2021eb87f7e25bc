import type { ObjectiveStatus } from "../../core/budget/status.ts";
import { SourceLedger } from "../../core/ledger/source-ledger.ts";
import type { LedgerQuery } from "../../core/ledger/ports.ts";
import type { Objective } from "../../core/objective/objective.ts";
import type { QueryAnswer } from "../../core/promql/query-answer.ts";
import type { Instant } from "../../core/units/instant.ts";
import type { Seconds } from "../../core/units/seconds.ts";
import type { PrometheusReader } from "../ports/prometheus.ts";
import { ask } from "./ledger-answer.ts";

/** Statuses of one moment, and the ledger that they were read from. */
export interface Evaluation {
  readonly statuses: readonly ObjectiveStatus[];
  readonly ledger: SourceLedger;
}

/**
 * Evaluates objectives once, without a running service: one live step, then the history before it. Fails when
 * Prometheus does not even tell its time; a single failed query ends in a status.
 */
export async function evaluateOnce(
  prometheus: PrometheusReader,
  objectives: readonly Objective[],
  step: Seconds,
): Promise<QueryAnswer<Evaluation>> {
  const time = await prometheus.serverTime();
  if (time.kind === "failed") return time;
  const at = time.value;
  const ledger = new SourceLedger({ step, replicaLabels: prometheus.replicaLabels });
  ledger.follow(objectives, at);
  ledger.ingest(at, await Promise.all(ledger.plan(at).map((query) => ask(prometheus, query))));
  await fetchHistory(prometheus, ledger, at);
  return { kind: "answered", value: { statuses: ledger.read(at), ledger } };
}

/**
 * What was too much for one answer is asked in halves; nothing is asked twice, nor more of somebody who does not answer
 * at all.
 */
async function fetchHistory(prometheus: PrometheusReader, ledger: SourceLedger, at: Instant): Promise<void> {
  const asked = new Set<LedgerQuery>();
  for (let isAnswering = true; isAnswering;) {
    const open = ledger.planBackfill(at).filter((query) => !asked.has(query));
    for (const query of open) asked.add(query);
    const answers = await Promise.all(open.map(async (query) => ({ query, answer: await ask(prometheus, query) })));
    // In the order of the questions: what newer history tells of the scrapes helps to read what is older.
    for (const { query, answer } of answers) ledger.ingestBackfill(query, answer);
    isAnswering = answers.some(({ answer }) => answer.kind === "series" || answer.reason === "invalid");
  }
}
