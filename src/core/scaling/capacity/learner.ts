import type { Instant } from "../../units/instant.ts";
import type { Ratio } from "../../units/ratio.ts";
import { BEYOND, type Learned } from "../decision/learned.ts";
import { addSample, type Cells, forget, LEVEL, weightOf } from "./cells.ts";
import { explainedByLoad } from "./believed.ts";
import { type Level, levelsOf } from "./levels.ts";
import type { CapacitySample } from "./sample.ts";

/** The highest load that was seen has to be so many times the lowest, or nothing tells load from all else. */
const LEAST_RANGE = 1.15;
/** Before so many hours were seen, nothing is said. */
const LEAST_HOURS = 6;

/** What was learned, and what it was learned from. */
export interface KnownCapacity {
  readonly learned: Learned;
  /** Lowest load first; empty where nothing is known. */
  readonly levels: readonly Level[];
}

/** Learns what one replica takes at the SLO, sample by sample. Samples may come in any order. */
export class CapacityLearner {
  readonly #versions = new Map<string, Cells>();
  readonly #admitted: number;

  /**
   * @param errorBudget - 1 − target
   * @param spend - the share of the sustainable burn that load may cost
   */
  constructor(errorBudget: Ratio, spend: Ratio) {
    this.#admitted = errorBudget * spend;
  }

  /** Takes in one sample; one that tells nothing, as of no load or of NaN, changes nothing. */
  add(sample: CapacitySample): void {
    let cells = this.#versions.get(sample.version);
    if (cells === undefined) this.#versions.set(sample.version, (cells = new Map()));
    addSample(cells, sample);
  }

  /**
   * What is known at a time of the version that runs; while it is new, of the one that ran before it.
   *
   * @param version - of the samples; undefined where several run
   */
  known(version: string | undefined, now: Instant): KnownCapacity {
    for (const [name, cells] of this.#versions) {
      forget(cells, now);
      if (cells.size === 0) this.#versions.delete(name);
    }
    const newestFirst = [...this.#versions].toSorted(([, a], [, b]) => newestHour(b) - newestHour(a));
    const running = version ?? newestFirst[0]?.[0];
    const own = this.#knownOf(this.#versions.get(running ?? ""), now);
    if (own.learned.kind !== "unknown") return own;
    for (const [name, cells] of newestFirst) {
      if (name === running) continue;
      const other = this.#knownOf(cells, now);
      if (other.learned.kind !== "unknown") return { ...other, learned: { ...other.learned, version: name } };
    }
    return own;
  }

  #knownOf(of: Cells = new Map(), now: Instant): KnownCapacity {
    const cells = [...of.values()];
    if (cells.length === 0) return { learned: unknown("no load was seen"), levels: [] };
    const hours = new Set(cells.map(({ hour }) => hour)).size;
    if (hours < LEAST_HOURS)
      return { learned: unknown(`load was seen in ${hours} of at least ${LEAST_HOURS} hours`), levels: [] };
    const weighed = cells.map((cell) => ({ cell, weight: weightOf(cell, now) }));
    const levels = levelsOf(explainedByLoad(weighed, now));
    return { learned: crossing(levels, this.#admitted), levels };
  }
}

const newestHour = (cells: Cells): number => {
  let newest = Number.NEGATIVE_INFINITY;
  for (const { hour } of cells.values()) newest = Math.max(newest, hour);
  return newest;
};

const unknown = (because: string): Learned => ({ kind: "unknown", because });

/** Where the share of bad events becomes more than is admitted. */
function crossing(levels: readonly Level[], admitted: number): Learned {
  const [lowest, highest] = [levels[0], levels.at(-1)];
  if (lowest === undefined || highest === undefined) return unknown("no load was seen that bad events come from");
  if (highest.load < LEAST_RANGE * lowest.load) return unknown("only one level of load was seen");
  // Nothing is known to be borne: too few events, or an SLO that is missed whatever the load.
  const low = lastWithin(levels, ({ high }) => high, admitted);
  if (low === undefined) return unknown("no level of load is known to be within what may be spent");
  const perReplica = lastWithin(levels, ({ share }) => share, admitted) ?? low;
  if (highest.share <= admitted) return { kind: "at least", perReplica: low };
  const high = lastWithin(levels, (level) => level.low, admitted) ?? perReplica;
  const end = highest.low <= admitted ? highest.load * BEYOND : high;
  // Whatever chance leaves: load moves within a sample, and nothing finer than a level is told apart.
  const half = Math.exp(LEVEL / 2);
  return { kind: "learned", perReplica, low: Math.min(low, perReplica) / half, high: Math.max(end, perReplica) * half };
}

/**
 * The highest load up to which a curve stays within what is admitted, between two levels where it crosses; undefined
 * when it never is within.
 */
function lastWithin(levels: readonly Level[], curve: (level: Level) => number, admitted: number): number | undefined {
  const at = levels.findLastIndex((level) => curve(level) <= admitted);
  const [inside, outside] = [levels[at], levels[at + 1]];
  if (inside === undefined || outside === undefined) return inside?.load;
  // Bad events multiply as load grows, so the curve is straight where its logarithm is drawn.
  const [from, to] = [Math.log(Math.max(curve(inside), admitted * 1e-2)), Math.log(curve(outside))];
  return inside.load + ((Math.log(admitted) - from) / (to - from)) * (outside.load - inside.load);
}
