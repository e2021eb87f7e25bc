import type { Objective } from "../objective/objective.ts";
import { printWindow } from "../objective/slo-window.ts";
import type { Instant } from "../units/instant.ts";
import { printPromDuration } from "../units/prom-duration.ts";
import { printTarget } from "./print.ts";

/** A change of what an objective promises or counts. What was before is counted by the later definition too. */
export interface DefinitionChange {
  /** Since when the later definition is in use. */
  readonly at: Instant;
  /** What is another, for people: `target 99.9% → 99.5%, what is measured`. */
  readonly says: string;
}

/** What was known of an objective, wherever it was followed. */
export interface KnownDefinition {
  readonly objective: Objective;
  /** The oldest first. */
  readonly changes: readonly DefinitionChange[];
}

/** Finds what was known of an objective by its id, as of `objectiveId()`. */
export type FindDefinition = (id: string) => KnownDefinition | undefined;

/** Where nothing was known of any. */
export const NOWHERE: FindDefinition = () => undefined;

/** The same changes, by a clock that shows `move` of what the other one does. */
export const changesBy = (
  changes: readonly DefinitionChange[],
  move: (at: Instant) => Instant,
): readonly DefinitionChange[] => changes.map((change) => ({ ...change, at: move(change.at) }));

/** Finds the same, by a clock that shows `move` of what the other one does. */
export const findBy =
  (find: FindDefinition, move: (at: Instant) => Instant): FindDefinition =>
  (id) => {
    const found = find(id);
    return found === undefined ? undefined : { objective: found.objective, changes: changesBy(found.changes, move) };
  };

/** What the first finds that finds anything. */
export const firstFound =
  (finds: readonly FindDefinition[]): FindDefinition =>
  (id) => {
    for (const find of finds) {
      const found = find(id);
      if (found !== undefined) return found;
    }
    return undefined;
  };

/** What a later definition of the same objective promises or counts otherwise; undefined where nothing. */
export function changedFacts(before: Objective, after: Objective): string | undefined {
  const isOther = (of: (objective: Objective) => unknown): boolean =>
    JSON.stringify(of(before)) !== JSON.stringify(of(after));
  const facts = [
    before.target === after.target ? [] : `target ${printTarget(before.target)} → ${printTarget(after.target)}`,
    isOther(({ window }) => window) ? windowChange(before, after) : [],
    isOther(({ indicator }) => indicator) ? "what is measured" : [],
    isOther(({ by, byInData }) => [by, byInData]) ? "the labels that split it" : [],
    isOther(excluded) ? "what is excluded" : [],
    before.source === after.source ? [] : `source ${before.source} → ${after.source}`,
    before.delay === after.delay ? [] : `delay ${printDelay(before)} → ${printDelay(after)}`,
  ].flat();
  return facts.length === 0 ? undefined : facts.join(", ");
}

function windowChange({ window: before }: Objective, { window: after }: Objective): string {
  const [from, to] = [printWindow(before), printWindow(after)];
  return from === to ? "the time zone of its window" : `window ${from} → ${to}`;
}

const printDelay = ({ delay }: Objective): string => (delay === 0 ? "none" : printPromDuration(delay));

/** The times that do not count; their reasons are words. */
const excluded = ({ exclusions }: Objective): unknown => exclusions.map((one) => ({ ...one, reason: undefined }));
