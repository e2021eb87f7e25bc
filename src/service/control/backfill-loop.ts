import type { SourceLedger } from "../../core/ledger/source-ledger.ts";
import type { LedgerQuery } from "../../core/ledger/ports.ts";
import type { Instant } from "../../core/units/instant.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { PrometheusReader } from "../ports/prometheus.ts";
import type { InSpan } from "../ports/spans.ts";
import { readPast } from "./read-past.ts";
import { ask } from "./ledger-answer.ts";
import type { Standstill } from "./standstill.ts";

export interface BackfillLoopDeps {
  readonly name: string;
  readonly ledger: SourceLedger;
  readonly standstill: Standstill;
  readonly prometheus: PrometheusReader;
  readonly clock: Clock;
  readonly log: Log;
  readonly inSpan: InSpan;
  /** History came in between two steps: what is published should be read again. */
  readonly onHistory: () => void;
}

/** Prometheus is down rather than one query poisoned. */
const FAILURES_IN_A_ROW = 3;
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
  }

  /** Reads what history is wanted at `at`. Does nothing while it is running, or pausing after a failure. */
  async run(at: Instant): Promise<void> {
    const { clock, ledger, inSpan, name } = this.#deps;
    if (this.#running || this.#planning || this.#stopped || clock.monotonic() < this.#notBefore) return;
    this.#planning = true;
    const wanted = await this.#planRanges(at).finally(() => {
      this.#planning = false;
    });
    if (wanted.length === 0 && !ledger.wantsPast) return;
    this.#running = true;
    try {
      const failed = await inSpan(
        "backfill",
        { "headroom.source": name, "headroom.queries": wanted.length },
        async (span) => {
          // Conditions of exclusions are asked first, and what cannot be read from raw samples afterwards.
          const refused = await this.#fetchRanges(at);
          // What fails of one objective keeps no other from its history.
          const failures = refused + (await this.#readRaw(at)) + (refused > 0 ? 0 : await this.#fetchRanges(at));
          if (failures > 0) span.fail(`${failures} questions failed`);
          return failures > 0;
        },
      );
      this.#pause = failed ? Math.min(LONGEST_PAUSE_SECONDS, Math.max(FIRST_PAUSE_SECONDS, this.#pause * 2)) : 0;
      this.#notBefore = clock.monotonic() + this.#pause;
    } finally {
      this.#running = false;
      this.#deps.onHistory();
    }
  }

  /** Returns how many queries failed. */
  async #fetchRanges(at: Instant): Promise<number> {
    let failures = 0;
    // What was read may want a closer look, which needs no next step to wait for.
    for (
      let open = await this.#planRanges(at);
      failures === 0 && open.length > 0;
      open = this.#stopped ? [] : await this.#planRanges(at)
    )
      failures = await this.#fetchAll(open);
    return failures;
  }

  #planRanges(at: Instant): Promise<readonly LedgerQuery[]> {
    const { standstill, ledger } = this.#deps;
    return standstill.change(() => ledger.planBackfill(at));
  }

  /** Returns how many spans failed. */
  async #readRaw(at: Instant): Promise<number> {
    const { ledger, standstill, prometheus, log, name, clock, onHistory } = this.#deps;
    const start = clock.monotonic();
    let [read, failures] = [0, 0];
    while (!this.#stopped && failures < FAILURES_IN_A_ROW) {
      const work = await standstill.change(() => ledger.planPast());
      if (work === undefined) break;
      if (read === 0) log.info("reading history from raw samples", { source: name, spans: work.left + 1 });
      const failed = await readPast(prometheus, work, at, this.#stop.signal, standstill);
      if (failed?.kind === "failed") failures++;
      if (failed === undefined) read++;
      else if (!this.#stopped)
        log.warn(
          failed.kind === "failed"
            ? "history from raw samples failed; it is tried again later"
            : "history is read as rates, which are approximate",
          { source: name, problem: failed.message },
        );
      onHistory();
      log.info("reading history from raw samples", { source: name, read, left: work.left });
    }
    if (read > 0) log.info("history read", { source: name, spans: read, seconds: round(clock.monotonic() - start) });
    return failures;
  }

  /** Returns how many queries failed. */
  async #fetchAll(wanted: readonly LedgerQuery[]): Promise<number> {
    const { log, name, clock, onHistory } = this.#deps;
    const start = clock.monotonic();
    let told = start;
    let failures = 0;
    let inARow = 0;
    log.info("reading history", { source: name, queries: wanted.length });
    for (const [i, query] of wanted.entries()) {
      if (this.#stopped || inARow >= FAILURES_IN_A_ROW) return failures;
      const isAnswered = await this.#fetchOne(query);
      inARow = isAnswered ? 0 : inARow + 1;
      failures += isAnswered ? 0 : 1;
      if (clock.monotonic() - told < PROGRESS_SECONDS) continue;
      told = clock.monotonic();
      onHistory();
      log.info("reading history", { source: name, done: i + 1, queries: wanted.length });
    }
    log.info("history read", {
      source: name,
      queries: wanted.length,
      failed: failures,
      seconds: round(clock.monotonic() - start),
    });
    return failures;
  }

  /** Returns whether it was answered. */
  async #fetchOne(query: LedgerQuery): Promise<boolean> {
    const { ledger, standstill, prometheus, log, name } = this.#deps;
    const answer = await ask(prometheus, query);
    await standstill.change(() => ledger.ingestBackfill(query, answer));
    if (answer.kind === "series") return true;
    log.warn("a query for history failed; it is tried again later", {
      source: name,
      problem: answer.message,
      query: query.promql,
    });
    return false;
  }
}

const round = (lengthSeconds: number): number => Math.round(lengthSeconds * 10) / 10;
