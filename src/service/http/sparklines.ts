import type { ObjectiveStatus } from "../../core/budget/status.ts";
import type { Objective } from "../../core/objective/objective.ts";
import { valueOrNull } from "../../core/objective/reading.ts";
import { nominalLength } from "../../core/objective/slo-window.ts";
import { type Instant, secondsBetween } from "../../core/units/instant.ts";
import type { StatusReader } from "../control/status-reader.ts";
import { budgetHistory } from "./budget-history.ts";

/** A line is as good as new for this share of the time between two of its points. */
const GOOD_FOR = 1 / 20;
/** More of the window than this has become known: the past was read meanwhile. */
const LEAST_NEWS = 0.001;

interface Remembered {
  readonly at: Instant;
  readonly points: number;
  readonly coverage: number;
  readonly approximate: boolean;
  readonly values: readonly (number | null)[];
}

type Reader = Pick<StatusReader, "history">;

/** Of each reader: the lines of an objective's groups. */
const known = new WeakMap<Reader, WeakMap<Objective, Map<string, Remembered>>>();

/**
 * The budget left at the ends of equal steps over the SLO window, as {@link budgetHistory} tells it: what is long past is
 * counted once for many evaluations, and the last point is of the present.
 */
export function sparklineOf(reader: Reader, status: ObjectiveStatus, points: number): (number | null)[] {
  const lines = linesOf(reader, status.objective);
  const key = JSON.stringify(status.by);
  const before = lines.get(key);
  if (before !== undefined && isGood(before, status, points))
    return [...before.values.slice(0, -1), valueOrNull(status.budget.left)];
  const values = budgetHistory(reader, status, points);
  const { at, coverage, approximate } = status;
  lines.set(key, { at, points, coverage, approximate, values });
  return values;
}

function linesOf(reader: Reader, objective: Objective): Map<string, Remembered> {
  const ofReader = known.get(reader) ?? new WeakMap<Objective, Map<string, Remembered>>();
  known.set(reader, ofReader);
  const lines = ofReader.get(objective) ?? new Map<string, Remembered>();
  ofReader.set(objective, lines);
  return lines;
}

function isGood(
  before: Remembered,
  { objective, at, coverage, approximate }: ObjectiveStatus,
  points: number,
): boolean {
  const age = secondsBetween(before.at, at);
  return (
    before.points === points &&
    before.values.length > 0 &&
    before.approximate === approximate &&
    Math.abs(before.coverage - coverage) <= LEAST_NEWS &&
    age >= 0 &&
    age <= (nominalLength(objective.window) / points) * GOOD_FOR
  );
}
