import { windowStart } from "../../budget/calendar.ts";
import { heldConditions } from "../../budget/state.ts";
import type { ObjectiveStatus } from "../../budget/status.ts";
import { isUnused, toStatus } from "../../budget/to-status.ts";
import { toWindowStatus, type WindowCounts } from "../../budget/window-counts.ts";
import { BURN_WINDOWS, type BurnWindow, type ReadWindow, windowLength } from "../../objective/burn-window.ts";
import { type Instant, instant, secondsBetween } from "../../units/instant.ts";
import { seconds, type Seconds } from "../../units/seconds.ts";
import { type Bank, emptyCounts } from "../counting/bank.ts";
import type { Cell } from "../counting/cell.ts";
import { type NoReading, whyNoReading, maxAgeMs } from "./freshness.ts";
import { latencyOf } from "./latency-reading.ts";
import { noteOf } from "./note.ts";
import type { Counts } from "../counting/counts.ts";
import type { TrackedObjective } from "../following/tracked-objective.ts";

const SHORT_WINDOWS = BURN_WINDOWS.map((window) => ({ window, length: windowLength(window) }));

/** Reads all windows of all cells at one instant: each window and bank once, from two rows. */
export class Readout {
  readonly #at: Instant;
  readonly #stepMs: number;
  readonly #sums = new Map<Bank, Map<number, Counts>>();

  constructor(at: Instant, stepMs: number) {
    this.#at = at;
    this.#stepMs = stepMs;
  }

  /** All that is known of one cell at this instant, and why there is no number where there is none. */
  status(tracked: TrackedObjective, cell: Cell): ObjectiveStatus {
    const { objective } = tracked;
    const noReading = whyNoReading(tracked, cell, this.#at, this.#stepMs);
    const slo = this.#slo(tracked, cell);
    const holdsHistory = tracked.approximateUntilMs > windowStart(objective.window, this.#at);
    const windows = this.#short(tracked, cell);
    const exclusion = tracked.excluded.at(this.#at);
    return toStatus({
      objective,
      by: cell.by,
      at: this.#at,
      newest: cell.lastKnownMs === undefined ? undefined : instant(Math.min(this.#at, Math.round(cell.lastKnownMs))),
      noReading: noReading?.reason,
      noBudget: noReading?.isCounted === true ? undefined : noReading?.reason,
      note: noteOf(tracked, cell, {
        noReading,
        slo,
        isUnused: isUnused(objective, windows),
        at: this.#at,
        holdsHistory,
        exclusion,
      }),
      windows,
      slo,
      held: cell.held,
      exclusion,
      changes: tracked.changes,
      approximate: holdsHistory || tracked.countsRates,
      latency: latencyOf(tracked, cell, this.#at, noReading?.reason),
    });
  }

  /** Notes which alert conditions hold, so that a badly observed window cannot clear one later. */
  remember(tracked: TrackedObjective, cell: Cell): void {
    const noReading: NoReading | undefined = whyNoReading(tracked, cell, this.#at, this.#stepMs);
    if (noReading !== undefined || cell.newestMs === undefined) return;
    const context = {
      target: tracked.objective.target,
      noReading: undefined,
      newest: instant(Math.round(cell.newestMs)),
    };
    const windows = this.#short(tracked, cell).map((counts) => toWindowStatus(counts, context));
    cell.held = heldConditions(tracked.objective.alerts, windows, cell.held);
  }

  #short(tracked: TrackedObjective, cell: Cell): readonly WindowCounts[] {
    const usual = SHORT_WINDOWS.map(({ window, length }) =>
      this.#counts(tracked, cell, window, this.#at - length * 1000, length),
    );
    const own = tracked.ownWindows;
    return own.length === 0 ? usual : [...usual, ...own.map((window) => this.#own(tracked, cell, window))];
  }

  /** Of a window that few objectives have, one cell is read: the others of its bank pay nothing. */
  #own(tracked: TrackedObjective, cell: Cell, window: BurnWindow): WindowCounts {
    const length = windowLength(window);
    const fromMs = this.#at - length * 1000;
    const { total, counted, observedMs } = cell.place.bank.since(cell.place.index, fromMs);
    return this.#toCounts(tracked, cell, { window, length, fromMs }, { total, counted, observedMs });
  }

  #slo(tracked: TrackedObjective, cell: Cell): WindowCounts {
    const start = windowStart(tracked.objective.window, this.#at);
    return this.#counts(tracked, cell, "slo", start, seconds(Math.max(0, secondsBetween(start, this.#at))));
  }

  #counts(tracked: TrackedObjective, cell: Cell, window: ReadWindow, fromMs: number, length: Seconds): WindowCounts {
    const { bank, index } = cell.place;
    const sums = this.#since(bank, fromMs);
    const sum = {
      total: sums.total[index] ?? 0,
      counted: sums.counted[index] ?? 0,
      observedMs: sums.observedMs[index] ?? 0,
    };
    return this.#toCounts(tracked, cell, { window, length, fromMs }, sum);
  }

  #toCounts(
    tracked: TrackedObjective,
    cell: Cell,
    { window, length, fromMs }: { readonly window: ReadWindow; readonly length: Seconds; readonly fromMs: number },
    sum: { readonly total: number; readonly counted: number; readonly observedMs: number },
  ): WindowCounts {
    const total = Math.max(0, sum.total);
    const counted = Math.max(0, sum.counted);
    const lengthMs = length * 1000;
    const excludedMs = tracked.excluded.lengthWithin(fromMs, this.#at);
    const knownMs = sum.observedMs + openTailMs(cell, fromMs, this.#at, this.#stepMs) + excludedMs;
    return {
      window,
      length,
      total,
      bad: tracked.countedAs === "bad" ? counted : Math.max(0, total - counted),
      coverage: length > 0 ? Math.min(1, knownMs / lengthMs) : 0,
      excluded: length > 0 ? Math.min(1, excludedMs / lengthMs) : 0,
    };
  }

  #since(bank: Bank, fromMs: number): Counts {
    const known = this.#sums.get(bank) ?? new Map<number, Counts>();
    this.#sums.set(bank, known);
    const found = known.get(fromMs);
    if (found !== undefined) return found;
    const counts = emptyCounts(bank.width);
    bank.sinceAll(fromMs, counts);
    known.set(fromMs, counts);
    return counts;
  }
}

/** The time since the newest sample is as good as observed, as long as the next one is not overdue. */
function openTailMs(cell: Cell, fromMs: number, at: Instant, stepMs: number): number {
  if (cell.observedToMs === undefined) return 0;
  const tailMs = at - Math.max(cell.observedToMs, fromMs);
  return at - cell.observedToMs <= maxAgeMs(cell, stepMs) ? Math.max(0, tailMs) : 0;
}
