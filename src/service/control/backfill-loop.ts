import type { SourceLedger } from "../../core/ledger/source-ledger.ts";
import type { FailureReason, LedgerQuery } from "../../core/ledger/ports.ts";
import type { Instant } from "../../core/units/instant.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { PrometheusReader } from "../ports/prometheus.ts";
import type { InSpan } from "../ports/spans.ts";
import { FAILURES_IN_A_ROW, FailuresInARow } from "./failures-in-a-row.ts";
import { readPast } from "./read-past.ts";
import type { Standstill } from "./standstill.ts";
import { ask } from "./ledger-answer.ts";
import { inSlices } from "./turns.ts";

export interface BackfillLoopDeps {
  readonly name: string;
  readonly ledger: SourceLedger;
  readonly standstill: Standstill;
  readonly prometheus: PrometheusReader;
  readonly clock: Clock;
  readonly log: Log;
  readonly inSpan: InSpan;
  /** History came in between two steps: what is published should be read again; at once when that was all. */
  readonly onHistory: (isAll: boolean) => void;
}

const FIRST_PAUSE_SECONDS = 30;
const LONGEST_PAUSE_SECONDS = 600;
const PROGRESS_SECONDS = 5;

/** Fills in history behind the live steps: newest first, one query at a time, so that a step never waits long. */
export class BackfillLoop {
  readonly #deps: BackfillLoopDeps;
  #running = false;
  #planning = false;
  #stopped = false;
  readonly #stop = new AbortController();
  #pause = 0;
  #notBefore = 0;
  /** Queries that failed, by their text: when they may be asked again, by our monotonic clock, and how long they rest. */
  readonly #rests = new Map<string, { readonly pause: number; readonly until: number }>();

  constructor(deps: BackfillLoopDeps) {
    this.#deps = deps;
  }

  get running(): boolean {
    return this.#running;
  }

  stop(): void {
    this.#stopped = true;
    this.#stop.abort();
  }

  /** New objectives have a history of their own: their first try does not wait for the pause of an older failure. */
  hurry(): void {
    this.#pause = 0;
    this.#notBefore = 0;
    this.#rests.clear();
  }

  /** Reads what history is wanted at `at`. Does nothing while it is running, or pausing after a failure. */
  async run(at: Instant): Promise<void> {
    const { clock, ledger, inSpan, name } = this.#deps;
    if (this.#running || this.#planning || this.#stopped || clock.monotonic() < this.#notBefore) return;
    this.#planning = true;
    const wanted = await this.#due(at).finally(() => {
      this.#planning = false;
    });
    if (wanted.length === 0 && !ledger.wantsPast) return;
    this.#running = true;
    try {
      const failed = await inSpan(
        "backfill",
        { "headroom.source": name, "headroom.queries": wanted.length },
        async (span) => {
          // Raw samples first: a range query that is too slow would keep them waiting. Where conditions of exclusions
          // are wanted, they come as ranges, and raw samples after them.
          let failures = await this.#readRaw(at);
          const isThere = await this.#fetchRanges(at);
          if (isThere && failures === 0) failures = await this.#readRaw(at);
          const isStillThere = isThere && (await this.#fetchRanges(at));
          if (failures > 0) span.fail(`${failures} spans failed`);
          else if (!isStillThere) span.fail("nobody answered");
          return failures > 0 || !isStillThere;
        },
      );
      this.#pause = failed ? longer(this.#pause) : 0;
      this.#notBefore = clock.monotonic() + this.#pause;
    } finally {
      this.#running = false;
      this.#deps.onHistory(true);
    }
  }

  /** What is wanted as rates, without what was asked in vain and has its rest. */
  async #due(at: Instant): Promise<readonly LedgerQuery[]> {
    const { clock, ledger, standstill } = this.#deps;
    const now = clock.monotonic();
    const wanted = await standstill.changePast(() => ledger.planBackfill(at));
    return wanted.filter(({ promql }) => (this.#rests.get(promql)?.until ?? now) <= now);
  }

  /** Asks until nothing is due. @returns false when nobody answers */
  async #fetchRanges(at: Instant): Promise<boolean> {
    // What was read may want a closer look, which needs no next step to wait for.
    for (let open = await this.#due(at); open.length > 0 && !this.#stopped; open = await this.#due(at))
      if (!(await this.#fetchAll(open))) return false;
    return true;
  }

  /** Returns how many spans failed. */
  async #readRaw(at: Instant): Promise<number> {
    const { ledger, standstill, prometheus, log, name, clock, onHistory } = this.#deps;
    const start = clock.monotonic();
    const inARow = new FailuresInARow();
    let [read, failures] = [0, 0];
    while (!this.#stopped && !inARow.areTooMany) {
      const work = await standstill.changePast(() => inSlices(ledger.planPast()));
      if (work === undefined) break;
      if (read === 0) log.info("reading history from raw samples", { source: name, spans: work.left + 1 });
      const failed = await readPast(prometheus, work, at, this.#stop.signal, standstill);
      inARow.note(failed);
      if (failed?.kind === "failed") failures++;
      if (failed === undefined) read++;
      else if (!this.#stopped)
        log.warn(
          failed.kind === "failed"
            ? "history from raw samples failed; it is tried again later"
            : "history is read as rates, which are approximate",
          { source: name, problem: failed.message },
        );
      onHistory(false);
      log.info("reading history from raw samples", { source: name, read, left: work.left });
    }
    if (read > 0) log.info("history read", { source: name, spans: read, seconds: round(clock.monotonic() - start) });
    return failures;
  }

  /** @returns false when nobody answers: then it is no question's fault, and the others would fail alike */
  async #fetchAll(wanted: readonly LedgerQuery[]): Promise<boolean> {
    const { log, name, clock, onHistory } = this.#deps;
    const start = clock.monotonic();
    let told = start;
    let [done, failed, inARow] = [0, 0, 0];
    log.info("reading history", { source: name, queries: wanted.length });
    for (const query of wanted) {
      if (this.#stopped || inARow >= FAILURES_IN_A_ROW) break;
      // One piece of its history failed: the others would take as long, and those of all else wait behind them.
      if ((this.#rests.get(query.promql)?.until ?? 0) > clock.monotonic()) continue;
      const failure = await this.#fetchOne(query);
      inARow = failure === "unreachable" ? inARow + 1 : 0;
      failed += failure === undefined ? 0 : 1;
      done++;
      if (clock.monotonic() - told < PROGRESS_SECONDS) continue;
      told = clock.monotonic();
      onHistory(false);
      log.info("reading history", { source: name, done, queries: wanted.length });
    }
    const length = round(clock.monotonic() - start);
    log.info("history read", { source: name, queries: wanted.length, failed, seconds: length });
    return inARow < FAILURES_IN_A_ROW;
  }

  /** @returns why there was no answer */
  async #fetchOne(query: LedgerQuery): Promise<FailureReason | undefined> {
    const { ledger, standstill, prometheus, clock, log, name } = this.#deps;
    const answer = await ask(prometheus, query);
    await standstill.changePast(() => ledger.ingestBackfill(query, answer));
    if (answer.kind === "series") {
      this.#rests.delete(query.promql);
      return undefined;
    }
    const pause = longer(this.#rests.get(query.promql)?.pause ?? 0);
    this.#rests.set(query.promql, { pause, until: clock.monotonic() + pause });
    log.warn("a query for history failed; it is tried again later", {
      source: name,
      problem: answer.message,
      query: query.promql,
    });
    return answer.reason;
  }
}

const longer = (pauseSeconds: number): number =>
  Math.min(LONGEST_PAUSE_SECONDS, Math.max(FIRST_PAUSE_SECONDS, pauseSeconds * 2));

const round = (lengthSeconds: number): number => Math.round(lengthSeconds * 10) / 10;
