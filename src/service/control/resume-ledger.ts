import { ownFault } from "../../core/budget/without-numbers.ts";
import { NotResumable } from "../../core/ledger/keeping/resume.ts";
import { SourceLedger } from "../../core/ledger/source-ledger.ts";
import { after, type Instant, secondsBetween } from "../../core/units/instant.ts";
import { type Seconds, seconds } from "../../core/units/seconds.ts";
import type { Clock } from "../ports/clock.ts";
import type { KeptSource, LedgerKeeper, ReadAnswer } from "../ports/ledger-keeper.ts";
import type { Log } from "../ports/log.ts";
import type { PrometheusReader } from "../ports/prometheus.ts";

/** A ledger that goes on where another one was when it was kept. */
export interface ResumedLedger {
  readonly ledger: SourceLedger;
  /** What time it should be for its Prometheus. */
  readonly now: Instant;
  readonly keptAt: Instant;
  /** How old what was kept was when it was read. */
  readonly ageSeconds: Seconds;
}

export interface ResumeDeps {
  readonly name: string;
  /** Where it is asked now. */
  readonly address: string;
  readonly keeper: LedgerKeeper;
  readonly prometheus: PrometheusReader;
  readonly step: Seconds;
  readonly clock: Clock;
  readonly log: Log;
}

/** An empty ledger for what a Prometheus can be asked. */
export const ledgerFor = ({ replicaLabels, rawSamples }: PrometheusReader, step: Seconds): SourceLedger =>
  new SourceLedger({ step, replicaLabels, readsRaw: rawSamples !== undefined });

/**
 * Reads what was kept of a source, before anything is asked of it.
 *
 * @returns undefined where there is nothing, or nothing that can be gone on with; the log says why
 */
export async function resumeLedger(deps: ResumeDeps): Promise<ResumedLedger | undefined> {
  const { name, keeper, prometheus, step, log } = deps;
  const ledger = ledgerFor(prometheus, step);
  const readAt = deps.clock.now();
  let resumed: ResumedLedger | undefined;
  const answer = await reading(() =>
    keeper.read(name, (piece, kept) => {
      resumed ??= { ledger, ...agesOf(kept, readAt), keptAt: kept.keptAt };
      if (kept.address !== deps.address) throw new NotResumable(`it was kept of ${kept.address}`);
      ledger.resume(piece, resumed.now);
    }),
  );
  if (answer.kind === "none") return undefined;
  if (answer.kind === "failed" || resumed === undefined) {
    log.warn("what was counted before cannot be gone on with; history is read anew", {
      source: name,
      ...toFields(answer),
    });
    return undefined;
  }
  log.info("goes on with what was counted before", {
    source: name,
    kept: new Date(resumed.keptAt).toISOString(),
    age_seconds: Math.round(resumed.ageSeconds),
  });
  return resumed;
}

/** A Prometheus' clock has gone on as ours has; where ours was set back meanwhile, nothing is known to have passed. */
function agesOf({ at, keptAt }: KeptSource, readAt: Instant): Pick<ResumedLedger, "now" | "ageSeconds"> {
  const ageSeconds = seconds(Math.max(0, secondsBetween(keptAt, readAt)));
  return { ageSeconds, now: after(at, ageSeconds) };
}

/** What was kept of another form than it says ends as what cannot be read does. */
async function reading(read: () => Promise<ReadAnswer>): Promise<ReadAnswer> {
  try {
    return await read();
  } catch (error) {
    const problem = error instanceof NotResumable ? error.message : ownFault(error);
    return { kind: "failed", problem, remedy: "nothing: it is kept anew" };
  }
}

const toFields = (answer: ReadAnswer): object =>
  answer.kind === "failed" ? { problem: answer.problem, help: answer.remedy } : {};
