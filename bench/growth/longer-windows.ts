import { Ledger } from "../../src/core/ledger/ledger.ts";
import type { LedgerAnswer } from "../../src/core/ledger/ports.ts";
import { type Instant, instant } from "../../src/core/units/instant.ts";
import { seconds } from "../../src/core/units/seconds.ts";
import { type Measurement, median } from "../measurement.ts";
import { objectiveOf } from "./shop-of-services.ts";

/** Rings come in powers of two: none is left empty. One question holds them all. */
const SLOS = 128;
const PODS = 10;
const CODES = ["200", "500"];
/** Each answer repeats what the ones before had, as range selectors do. */
const SAMPLES_PER_ANSWER = 5;
const STEP_MS = 30_000;
const START_MS = 1_700_000_000_000;
const WARM_UP_STEPS = 40;
const STEPS = 200;

/** What a step of SLOs over 90 days costs, against one over 30 days, in turns; and what their rings take. */
export function measureLongerWindows(): readonly Measurement[] {
  const [month, quarter] = [new Follower(30), new Follower(90)];
  const ratios: number[] = [];
  for (let step = 0; step < WARM_UP_STEPS + STEPS; step++) {
    const at = instant(START_MS + step * STEP_MS);
    // Whoever is second finds the caches warm.
    const first = step % 2 === 0 ? month.step(at) : undefined;
    const long = quarter.step(at);
    const short = first ?? month.step(at);
    if (step >= WARM_UP_STEPS) ratios.push(long / short);
  }
  return [
    {
      name: "a step of the ledger: windows of 90 d, times those of 30 d",
      measured: median(ratios),
      unit: "x",
      goal: { atMost: 1.05 },
    },
    { name: "memory of an SLO's rings, 90 d", measured: quarter.ringKilobytes, unit: "KB", goal: { atMost: 64 } },
  ];
}

/** A ledger of many SLOs whose questions are answered from memory. */
class Follower {
  readonly #ledger = new Ledger({ step: seconds(STEP_MS / 1000) });

  constructor(windowDays: number) {
    const objectives = Array.from({ length: SLOS }, (_, i) => objectiveOf(jobOf(i), windowDays));
    this.#ledger.follow(objectives, instant(START_MS));
  }

  /** How long a step takes: its questions, the counting of the answers, and all statuses. */
  step(at: Instant): number {
    const answer = samplesAt(at);
    const start = performance.now();
    this.#ledger.ingest(
      at,
      this.#ledger.plan(at).map(() => answer),
    );
    this.#ledger.read(at);
    return performance.now() - start;
  }

  get ringKilobytes(): number {
    return this.#ledger.bytes / SLOS / 1024;
  }
}

const jobOf = (index: number): string => `service-${index}`;

const LABELS = Array.from({ length: SLOS }, (_, i) =>
  Array.from({ length: PODS }, (__, pod) =>
    CODES.map((code) => ({ __name__: "http_requests_total", job: jobOf(i), pod: `${jobOf(i)}-${pod}`, code })),
  ),
).flat(2);

/** The counters of all SLOs as a range selector answers at `at`. */
function samplesAt(at: Instant): LedgerAnswer {
  const timestamps = Array.from({ length: SAMPLES_PER_ANSWER }, (_, i) => at - (SAMPLES_PER_ANSWER - 1 - i) * STEP_MS);
  const counts = timestamps.map((sampleMs) => ((sampleMs - START_MS) / STEP_MS + SAMPLES_PER_ANSWER) * 10);
  return { kind: "series", series: LABELS.map((labels) => ({ labels, timestamps, values: counts })) };
}
