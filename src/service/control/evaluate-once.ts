import type { ObjectiveStatus } from "../../core/budget/status.ts";
import { unpaused } from "../../core/ledger/following/unpaused.ts";
import type { PastWork } from "../../core/ledger/past/past.ts";
import { SourceLedger } from "../../core/ledger/source-ledger.ts";
import type { LedgerQuery } from "../../core/ledger/ports.ts";
import type { Objective } from "../../core/objective/objective.ts";
import type { QueryAnswer } from "../../core/promql/query-answer.ts";
import type { Instant } from "../../core/units/instant.ts";
import type { Seconds } from "../../core/units/seconds.ts";
import type { PrometheusReader } from "../ports/prometheus.ts";
import { FailuresInARow } from "./failures-in-a-row.ts";
import { readPast } from "./read-past.ts";
import { ask } from "./ledger-answer.ts";

/** A stretch of time is halved as often before its question is given up, which is too slow for however little. */
const MOST_IN_VAIN = 4;

/** Eight parts each time are enough to tell 500 objectives of one metric apart. */
const MOST_ROUNDS = 4;
const MOST_TIMES = 2;

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
  const readsRaw = prometheus.rawSamples !== undefined;
  const ledger = new SourceLedger({ step, replicaLabels: prometheus.replicaLabels, readsRaw });
  ledger.follow(objectives, at);
  await fetchLive(prometheus, ledger, at);
  await fetchHistory(prometheus, ledger, at);
  return { kind: "answered", value: { statuses: ledger.read(at), ledger } };
}

/**
 * What was too much for one answer is asked in halves; nothing is asked twice, nor more of somebody who does not answer
 * at all.
 */
async function fetchHistory(prometheus: PrometheusReader, ledger: SourceLedger, at: Instant): Promise<void> {
  const asked = new Set<LedgerQuery>();
  // Conditions of exclusions are asked first, and what cannot be read from raw samples is asked afterwards.
  await fetchRanges(prometheus, ledger, at, asked);
  if (!ledger.wantsPast) return;
  await fetchRaw(prometheus, ledger, at);
  await fetchRanges(prometheus, ledger, at, asked);
}

/**
 * What is refused is asked in halves. Who waits for an answer does not wait for the tries of a service, though: where
 * nobody answers, or nothing comes in time again and again, the history comes as rates.
 */
async function fetchRaw(prometheus: PrometheusReader, ledger: SourceLedger, at: Instant): Promise<void> {
  const { signal } = new AbortController();
  const failures = new FailuresInARow();
  const next = (): PastWork | undefined => unpaused(ledger.planPast());
  for (let work = next(); work !== undefined; work = next()) {
    const unread = await readPast(prometheus, work, at, signal);
    failures.note(unread);
    if (unread?.kind === "failed" && (unread.reason === "unreachable" || failures.areTooMany))
      ledger.refusePast(unread.message);
  }
}

/** What failed for several objectives is asked in parts, until it is known whose question it is that fails. */
async function fetchLive(prometheus: PrometheusReader, ledger: SourceLedger, at: Instant): Promise<void> {
  /** How often a question of this text was asked: the text of a part may be that of the whole. */
  const asked = new Map<string, number>();
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const asking = ledger.plan(at).map(async (query) => {
      const times = asked.get(query.promql) ?? 0;
      asked.set(query.promql, times + 1);
      return times < MOST_TIMES ? ask(prometheus, query) : undefined;
    });
    const answers = await Promise.all(asking);
    for (const _ of ledger.ingestInSlices(at, answers));
    if (!answers.some((answer) => answer?.kind === "failed")) return;
  }
}

/** Questions of the same text are asked one after the other, the newest first; those of different texts side by side. */
async function fetchRanges(
  prometheus: PrometheusReader,
  ledger: SourceLedger,
  at: Instant,
  asked: Set<LedgerQuery>,
): Promise<void> {
  const givenUp = new Set<string>();
  for (;;) {
    const open = ledger.planBackfill(at).filter((query) => !asked.has(query) && !givenUp.has(query.promql));
    if (open.length === 0) return;
    const byText = [...Map.groupBy(open, ({ promql }) => promql)];
    await Promise.all(
      byText.map(async ([text, queries]) => {
        if (!(await fetchAlike(prometheus, { ledger, at, asked }, queries))) givenUp.add(text);
      }),
    );
  }
}

/** @returns false when it was given up: whoever waits would wait for each stretch of time as long as for the first */
async function fetchAlike(
  prometheus: PrometheusReader,
  { ledger, at, asked }: { readonly ledger: SourceLedger; readonly at: Instant; readonly asked: Set<LedgerQuery> },
  queries: readonly LedgerQuery[],
): Promise<boolean> {
  const open = [...queries];
  let inVain = 0;
  for (let query = open.shift(); query !== undefined; query = open.shift()) {
    const { promql } = query;
    asked.add(query);
    const answer = await ask(prometheus, query);
    ledger.ingestBackfill(query, answer);
    if (answer.kind === "series") inVain = 0;
    else {
      inVain += answer.reason === "timeout" ? 1 : 0;
      if (answer.reason === "unreachable" || inVain >= MOST_IN_VAIN) return false;
      // Its halves come next, as the newest of what is open.
      const again = ledger.planBackfill(at).filter((one) => one.promql === promql && !asked.has(one));
      open.splice(0, open.length, ...again);
    }
  }
  return true;
}
