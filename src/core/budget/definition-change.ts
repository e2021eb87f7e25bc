import type { Objective } from "../objective/objective.ts";
import { printWindow } from "../objective/slo-window.ts";
import type { Instant } from "../units/instant.ts";
import { printTarget } from "./print.ts";

/** A change of what an objective promises or counts. What was before is counted by the later definition too. */
export interface DefinitionChange {
  /** Since when the later definition is in use. */
  readonly at: Instant;
  /** What is another, for people: `target 99.9% → 99.5%, what is measured`. */
  readonly says: string;
}

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
  ].flat();
  return facts.length === 0 ? undefined : facts.join(", ");
}

function windowChange({ window: before }: Objective, { window: after }: Objective): string {
  const [from, to] = [printWindow(before), printWindow(after)];
  return from === to ? "the time zone of its window" : `window ${from} → ${to}`;
}

/** The times that do not count; their reasons are words. */
const excluded = ({ exclusions }: Objective): unknown => exclusions.map((one) => ({ ...one, reason: undefined }));
