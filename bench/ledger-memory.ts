import { hourRowsFor } from "../src/core/ledger/counting/bank.ts";
import { emptyCounts } from "../src/core/ledger/counting/bank.ts";
import { CellStore } from "../src/core/ledger/counting/cell-store.ts";
import type { Counts } from "../src/core/ledger/counting/counts.ts";
import { BURN_WINDOWS, windowLength } from "../src/core/objective/burn-window.ts";
import { days } from "../src/core/units/seconds.ts";
import { type Measurement, median } from "./measurement.ts";

const SLOS = 10_000;
const STEP_MS = 30_000;
const MONTH_MS = days(30) * 1000;
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

/** The rings of 10,000 SLOs: what they take, and how long all windows of all of them take to read. */
export function measureRings(): readonly Measurement[] {
  const startMs = 1_700_000_000_000;
  const store = new CellStore(STEP_MS);
  const places = Array.from({ length: SLOS }, () => store.take(hourRowsFor(MONTH_MS), startMs));
  const nowMs = startMs + MONTH_MS;
  // An hour a turn fills the coarse tier, the last hours every row.
  for (let atMs = startMs; atMs <= nowMs; atMs += nowMs - atMs > 8 * 3_600_000 ? 3_600_000 : STEP_MS) {
    store.advance(atMs);
    places.forEach(({ bank, index }, i) => bank.addEvents(index, atMs, 100 + (i % 7), i % 3));
  }
  const fromMs = [...BURN_WINDOWS.map((window) => nowMs - windowLength(window) * 1000), nowMs - MONTH_MS];
  const { banks } = store;
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
  const bytes = banks.reduce((all, bank) => all + (bank.bytes / bank.width) * Math.min(bank.width, SLOS), 0);
  const cells = banks.reduce((all, { width }) => all + width, 0);
  return [
    {
      name: `${fromMs.length} windows of 10,000 SLOs: burn, counts and coverage`,
      measured: median(times),
      unit: "ms",
      goal: { atMost: 2 },
    },
    { name: "memory of an SLO's rings, 30 d", measured: bytes / cells / 1024, unit: "KB", goal: { atMost: 40 } },
  ];
}

function toBurnRates({ total, counted }: Counts, burn: Float64Array): void {
  for (let i = 0; i < burn.length; i++) burn[i] = ((counted[i] ?? 0) * PER_BUDGET) / (total[i] ?? 0);
}
