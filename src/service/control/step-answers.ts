import type { SourceLedger } from "../../core/ledger/source-ledger.ts";
import type { FailedAnswer, LedgerAnswer } from "../../core/ledger/ports.ts";
import type { Instant } from "../../core/units/instant.ts";
import { seconds } from "../../core/units/seconds.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { PrometheusReader } from "../ports/prometheus.ts";
import { inGoodTime, type LateAnswer } from "./in-good-time.ts";
import { ask, failedAnswer } from "./ledger-answer.ts";
import type { RemoteClock } from "./remote-clock.ts";
import { inSlices } from "./turns.ts";

/** What a step was told. */
export interface StepAnswers {
  readonly at: Instant;
  /** In the order of the plan; undefined for what is late. */
  readonly answers: readonly (LedgerAnswer | undefined)[];
  readonly late: readonly Promise<LateAnswer>[];
  /** The first failure, as a sentence. */
  readonly problem: string | undefined;
  /** Whether Prometheus told its time. */
  readonly reached: boolean;
}

/** Whom a step asks, and for whom. */
export interface StepAsker {
  readonly name: string;
  readonly prometheus: PrometheusReader;
  readonly clock: Clock;
  readonly log: Log;
  readonly remote: RemoteClock;
  readonly ledger: SourceLedger;
  /** Works on the ledger in its turn. */
  readonly change: <T>(work: () => T | Promise<T>) => Promise<T>;
}

/** Usual questions are answered by then; what takes longer is counted when it comes. */
const PATIENCE_MS = 1_000;

/** Asks a Prometheus for its time, and then all that the ledger wants to know at it. */
export async function askStep(asker: StepAsker): Promise<StepAnswers> {
  const { prometheus, clock, log, name, remote, ledger, change } = asker;
  const askedAt = clock.monotonic();
  const time = await prometheus.serverTime();
  if (time.kind === "failed") return unread(asker, withoutBlame(failedAnswer(time)));
  const heard = remote.hear(time.value, askedAt);
  switch (heard.kind) {
    case "disagrees":
      return unread(asker, { kind: "failed", reason: "unreachable", message: heard.problem });
    case "moved":
      log.warn("the time of prometheus is not the one that was expected", {
        source: name,
        by_seconds: Math.round(heard.bySeconds),
      });
      // Forward is a gap like any other.
      if (heard.bySeconds < 0) await change(() => ledger.setBack(time.value, seconds(-heard.bySeconds)));
      return askAll(asker, time.value);
    case "agrees":
      return askAll(asker, time.value);
  }
}

async function askAll({ prometheus, ledger, change }: StepAsker, at: Instant): Promise<StepAnswers> {
  const queries = await change(() => inSlices(ledger.planInSlices(at)));
  const { answers, late } = await inGoodTime(queries, (query) => ask(prometheus, query), PATIENCE_MS);
  const failed = answers.find((answer) => answer?.kind === "failed");
  return { at, answers, late, problem: failed?.kind === "failed" ? failed.message : undefined, reached: true };
}

/** Who does not tell the time, or a wrong one, is asked nothing else: all answers fail for the same reason. */
async function unread({ remote, ledger, change }: StepAsker, failed: FailedAnswer): Promise<StepAnswers> {
  const at = remote.now();
  const queries = await change(() => inSlices(ledger.planInSlices(at)));
  return { at, answers: queries.map(() => failed), late: [], problem: failed.message, reached: false };
}

/** Questions that were never asked cannot have been too slow. */
const withoutBlame = (failed: FailedAnswer): FailedAnswer =>
  failed.reason === "timeout" ? { ...failed, reason: "unreachable" } : failed;
