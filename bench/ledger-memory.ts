import { emptyCounts, hourRowsFor } from "../src/core/ledger/counting/bank.ts";
import { CellStore } from "../src/core/ledger/counting/cell-store.ts";
import type { Counts } from "../src/core/ledger/counting/counts.ts";
import { BURN_WINDOWS, windowLength } from "../src/core/objective/burn-window.ts";
import { days } from "../src/core/units/seconds.ts";
import { type Measurement, median } from "./measurement.ts";

const SLOS = 10_000;
/** Beside them, so many: four gigabytes. */
const MOST_SLOS = 100_000;
const STEP_MS = 30_000;
const MONTH_MS = days(30) * 1000;
const HOUR_MS = 3_600_000;
/** Of a target of 99.9 %: burn is the error ratio times this. */
const PER_BUDGET = 1000;
/** As many as a service has made within some hours: its code is as fast by then as it gets. */
const RUNS = 1000;

/** What the rings of so many SLOs of 30 days take; once history was read, all of it is resident. */
export function ringsMegabytes(slos: number): number {
  const store = new CellStore(STEP_MS);
  for (let i = 0; i < slos; i++) store.take(hourRowsFor(MONTH_MS), MONTH_MS);
  return store.banks.reduce((sum, { bytes }) => sum + bytes, 0) / 2 ** 20;
}

/** How often there are events: in the coarse tier, and in the last 8 hours. */
interface Turns {
  readonly atFirst: number;
  readonly lately: number;
}

/** Rings of SLOs of 30 days: what those of one take, and how long all windows of all of them take to read. */
export function measureRings(): readonly Measurement[] {
  const { store, nowMs } = filledStore(SLOS, { atFirst: HOUR_MS, lately: STEP_MS });
  const cells = store.banks.reduce((all, { width }) => all + width, 0);
  const bytes = store.banks.reduce((all, bank) => all + bank.bytes, 0);
  return [
    windowsRow(SLOS, store, nowMs, 2),
    { name: "memory of an SLO's rings, 30 d", measured: bytes / cells / 1024, unit: "KB", goal: { atMost: 40 } },
    largestRow(),
  ];
}

/** Apart, so that the other store is garbage by then. */
function largestRow(): Measurement {
  const { store, nowMs } = filledStore(MOST_SLOS, { atFirst: 24 * HOUR_MS, lately: HOUR_MS / 2 });
  return windowsRow(MOST_SLOS, store, nowMs, 20);
}

/** Rings that have been filled for a month, every so often; every row of them was written. */
function filledStore(slos: number, everyMs: Turns): { readonly store: CellStore; readonly nowMs: number } {
  const startMs = 1_700_000_000_000;
  const nowMs = startMs + MONTH_MS;
  const store = new CellStore(STEP_MS);
  const places = Array.from({ length: slos }, () => store.take(hourRowsFor(MONTH_MS), startMs));
  for (let atMs = startMs; atMs <= nowMs;) {
    store.advance(atMs);
    for (const [i, { bank, index }] of places.entries()) bank.addEvents(index, atMs, 100 + (i % 7), i % 3);
    const untilFineMs = nowMs - 8 * HOUR_MS - atMs;
    atMs += untilFineMs > 0 ? Math.min(everyMs.atFirst, untilFineMs) : everyMs.lately;
  }
  return { store, nowMs };
}

function windowsRow(slos: number, { banks }: CellStore, nowMs: number, atMost: number): Measurement {
  const fromMs = [...BURN_WINDOWS.map((window) => nowMs - windowLength(window) * 1000), nowMs - MONTH_MS];
  const rooms = banks.map(({ width }) => ({ counts: emptyCounts(width), burn: new Float64Array(width) }));
  let sum = 0;
  const times = Array.from({ length: RUNS }, () => {
    const before = performance.now();
    banks.forEach((bank, b) => {
      const room = rooms[b];
      for (const from of room === undefined ? [] : fromMs) {
        if (room === undefined) continue;
        bank.sinceAll(from, room.counts);
        toBurnRates(room.counts, room.burn);
        sum += room.burn[0] ?? 0;
      }
    });
    return performance.now() - before;
  });
  if (!(sum > 0)) throw new Error("the rings are empty");
  const name = `${fromMs.length} windows of ${slos.toLocaleString("en")} SLOs: burn, counts and coverage`;
  return { name, measured: median(times), unit: "ms", goal: { atMost } };
}

function toBurnRates({ total, counted }: Counts, burn: Float64Array): void {
  for (let i = 0; i < burn.length; i++) burn[i] = ((counted[i] ?? 0) * PER_BUDGET) / (total[i] ?? 0);
}
