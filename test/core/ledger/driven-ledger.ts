import type { ObjectiveStatus, WindowStatus } from "../../../src/core/budget/status.ts";
import { Ledger } from "../../../src/core/ledger/ledger.ts";
import { unpaused } from "../../../src/core/ledger/following/unpaused.ts";
import type { KeptMoment } from "../../../src/core/ledger/keeping/keep.ts";
import type { KeptRecord } from "../../../src/core/ledger/keeping/kept.ts";
import type { PastWork } from "../../../src/core/ledger/past/past.ts";
import type { LedgerAnswer, LedgerQuery } from "../../../src/core/ledger/ports.ts";
import type { Objective } from "../../../src/core/objective/objective.ts";
import { instant } from "../../../src/core/units/instant.ts";
import { seconds } from "../../../src/core/units/seconds.ts";
import { SimulatedPrometheus } from "./simulated-prometheus.ts";

export const STEP_MS = 30_000;
/** A full hour, so that windows, tiers and steps begin together. */
export const START_MS = 1_767_225_600_000;

type Labels = Readonly<Record<string, string>>;

/** A ledger with a Prometheus of its own, moved on step by step. */
export class DrivenLedger {
  prometheus = new SimulatedPrometheus();
  readonly ledger: Ledger;
  nowMs: number;
  /** Samples are answered with times that are so much later than their own. */
  aheadMs = 0;
  lastPlan: readonly LedgerQuery[] = [];

  /** @param kept - by another ledger, which this one goes on with */
  constructor(objectives: readonly Objective[], startMs = START_MS, readsRaw = false, kept: Iterable<KeptRecord> = []) {
    this.nowMs = startMs;
    this.ledger = new Ledger({ step: seconds(STEP_MS / 1000), readsRaw });
    for (const record of kept) this.ledger.resume(record, instant(startMs));
    this.ledger.follow(objectives, instant(startMs));
  }

  /** One step; samples are to be put in before, with times up to its end. */
  step(fails = false): void {
    this.nowMs += STEP_MS;
    const at = instant(this.nowMs);
    this.lastPlan = this.ledger.plan(at);
    this.ledger.ingest(
      at,
      this.lastPlan.map((query) =>
        fails
          ? { kind: "failed", reason: "unreachable", message: "connection refused" }
          : this.#dated(this.prometheus.answer(query)),
      ),
    );
  }

  /** All that the ledger knows, as it is read from a disk. */
  kept(): readonly KeptRecord[] {
    const { records, release } = this.keep();
    const kept = structuredClone([...records]);
    release();
    return kept;
  }

  /** What the ledger knows now, to be taken later. */
  keep(): KeptMoment {
    return unpaused(this.ledger.keep(instant(this.nowMs)));
  }

  /** Reads history that is wanted from raw samples, all of it or so many spans. Returns how many spans it took. */
  readPast(most = Number.POSITIVE_INFINITY): number {
    let spans = 0;
    if (most === 0) return spans;
    for (const work of allPast(this.ledger)) {
      spans += 1;
      for (const { query, take } of work.questions)
        for (const digests of this.prometheus.raw(query, this.nowMs)) take(digests);
      for (const _ of work.count(instant(this.nowMs)));
      if (spans === most) break;
    }
    return spans;
  }

  #dated(answer: LedgerAnswer): LedgerAnswer {
    if (answer.kind === "failed" || this.aheadMs === 0) return answer;
    const later = (timestamps: readonly number[]): readonly number[] => timestamps.map((at) => at + this.aheadMs);
    return {
      kind: "series",
      series: [...answer.series].map((one) => ({ ...one, timestamps: later(one.timestamps) })),
    };
  }

  /** A sample a moment before the end of the next step, and the step. */
  stepWith(samples: readonly (readonly [labels: Labels, value: number])[], fails = false): void {
    for (const [labels, value] of samples) this.prometheus.append(labels, this.nowMs + STEP_MS - 1000, value);
    this.step(fails);
  }

  get statuses(): readonly ObjectiveStatus[] {
    return this.ledger.read(instant(this.nowMs));
  }

  status(by: Labels = {}): ObjectiveStatus {
    const found = this.statuses.find((status) =>
      Object.entries(by).every(([label, value]) => status.by[label] === value),
    );
    if (found === undefined) throw new Error("no such status");
    return found;
  }

  window(name: string, by: Labels = {}): WindowStatus {
    const found = this.status(by).windows.find(({ window }) => window === name);
    if (found === undefined) throw new Error(`no window ${name}`);
    return found;
  }

  counts(name: string, by: Labels = {}): { readonly total: number; readonly bad: number } {
    const { total, bad } = this.window(name, by);
    return { total, bad };
  }
}

/** The next span that a ledger wants from raw samples. */
export const nextPast = (ledger: Pick<Ledger, "planPast">): PastWork | undefined => unpaused(ledger.planPast());

/** All of them, each when the one before is done with. */
export function* allPast(ledger: Pick<Ledger, "planPast">): Generator<PastWork, void> {
  for (let work = nextPast(ledger); work !== undefined; work = nextPast(ledger)) yield work;
}

export const requests = (code: string, pod = "a", more: Labels = {}): Labels => ({
  __name__: "http_requests_total",
  job: "checkout",
  instance: `${pod}:80`,
  pod,
  code,
  ...more,
});
