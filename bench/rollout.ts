import { PackedList, packSeries } from "../src/adapters/prometheus/packed-series.ts";
import { Ledger } from "../src/core/ledger/ledger.ts";
import type { LedgerAnswer } from "../src/core/ledger/ports.ts";
import { type Instant, instant } from "../src/core/units/instant.ts";
import { seconds } from "../src/core/units/seconds.ts";
import { ownMilliseconds } from "./cpu-time.ts";
import { type Measurement, median } from "./measurement.ts";
import { countersOf, objectiveOf, SERIES_PER_SLO, serviceOf } from "./growth/shop-of-services.ts";

const SLOS = 10_000;
const STEP_MS = 30_000;
const START_MS = 1_700_000_000_000;
const WARM_UP_STEPS = 3;
const ROLLOUTS = 3;
/** Each answer repeats what the one before had, as range selectors do. */
const SAMPLES_PER_ANSWER = 3;
/** As large answers come from their thread: 500 series at a time. */
const SLOS_PER_PART = 500 / SERIES_PER_SLO;

/** What a ledger of 10,000 SLOs does when all of their pods take other names from one step to the next. */
export function measureRollout(): readonly Measurement[] {
  const ledger = new Ledger({ step: seconds(STEP_MS / 1000) });
  ledger.follow(
    Array.from({ length: SLOS }, (_, i) => objectiveOf(serviceOf(i))),
    instant(START_MS),
  );
  let at = instant(START_MS);
  const [took, longest]: [number[], number[]] = [[], []];
  for (let rollout = 0; rollout <= ROLLOUTS; rollout++)
    for (let step = 0; step < WARM_UP_STEPS; step++) {
      at = instant(at + STEP_MS);
      const counted = count(ledger, at, `v${rollout}`);
      if (rollout === 0 || step > 0) continue;
      took.push(counted.allMs);
      longest.push(counted.longestMs);
    }
  const many = `rollout of all pods of ${SLOS.toLocaleString("en")} SLOs, ${(SLOS * SERIES_PER_SLO).toLocaleString("en")} new series`;
  return [
    { name: `${many}: own CPU of the event loop`, measured: median(took), unit: "ms", goal: { atMost: 1000 } },
    { name: `${many}: longest slice of it`, measured: median(longest), unit: "ms", goal: { atMost: 50 } },
  ];
}

/** Counts a step in which all counters are those of one version. */
function count(ledger: Ledger, at: Instant, version: string): { readonly allMs: number; readonly longestMs: number } {
  const all = answerAt(at, version);
  const answers = ledger.plan(at).map((_, i): LedgerAnswer => (i === 0 ? all : { kind: "series", series: [] }));
  const work = ledger.ingestInSlices(at, answers);
  const startMs = ownMilliseconds();
  let longestMs = 0;
  for (let done: boolean | undefined = false; done !== true;) {
    const sinceMs = performance.now();
    ({ done } = work.next());
    longestMs = Math.max(longestMs, performance.now() - sinceMs);
  }
  return { allMs: ownMilliseconds() - startMs, longestMs };
}

/** The counters of all services as one range selector answers. */
function answerAt(at: Instant, version: string): LedgerAnswer {
  const timestamps = Array.from({ length: SAMPLES_PER_ANSWER }, (_, i) => at - (SAMPLES_PER_ANSWER - 1 - i) * STEP_MS);
  const values = timestamps.map((sampleMs) => (sampleMs - START_MS) / STEP_MS + SAMPLES_PER_ANSWER);
  // Part by part, so that no more than one lies about while the event loop is measured, as in the service.
  const parts = Array.from({ length: Math.ceil(SLOS / SLOS_PER_PART) }, (_, part) =>
    packSeries(
      Array.from({ length: SLOS_PER_PART }, (__, i) => countersOf(serviceOf(part * SLOS_PER_PART + i), version))
        .flat()
        .map(({ labels }) => ({ labels, timestamps, values })),
    ),
  );
  return { kind: "series", series: new PackedList(parts) };
}
