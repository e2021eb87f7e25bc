import type { DecisionView } from "../../service/http/views/decision-view.ts";
import { replicas } from "../components/printed.ts";

/** Decisions that say the same, one after the other: a line of the list. */
export interface Entry {
  readonly kind: "scaled" | "refused" | "held" | "bounded" | "steady";
  /** In a word or two: `4 → 9`, `refused`. */
  readonly title: string;
  readonly first: DecisionView;
  /** The newest of them. */
  readonly last: DecisionView;
  readonly decisions: number;
}

/** What each judge does, as a kind of line. */
const JUDGED: Readonly<Record<string, Entry["kind"]>> = {
  hold: "held",
  // That a number a little lower changes nothing is how it goes all the time.
  hysteresis: "steady",
  "capacity loss": "bounded",
  limits: "bounded",
};

/**
 * The story of a workload: every change of at least one replica, every refusal, and what kept a number from changing.
 *
 * @param items - newest first, as the service tells them
 * @returns newest first
 */
export function toEntries(items: readonly DecisionView[]): readonly Entry[] {
  const entries: Entry[] = [];
  let shown: number | null = null;
  for (const one of items.toReversed()) {
    const kind = kindOf(one);
    const isChange = one.replicas !== null && shown !== null && Math.abs(one.replicas - shown) >= 1;
    const before = entries.at(-1);
    if (isChange) entries.push(entryOf("scaled", `${replicas(shown)} → ${replicas(one.replicas)}`, one));
    else if (before === undefined || !goesOn(before, kind, one)) entries.push(entryOf(kind, titleOf(kind, one), one));
    else entries[entries.length - 1] = { ...before, last: one, decisions: before.decisions + 1 };
    if (isChange || shown === null) shown = one.replicas;
  }
  return entries.toReversed();
}

/** After a change the same number is no news. */
const goesOn = ({ kind, last }: Entry, next: Entry["kind"], { burn }: DecisionView): boolean =>
  last.burn.class === burn.class && (kind === next || (kind === "scaled" && next === "steady"));

const entryOf = (kind: Entry["kind"], title: string, one: DecisionView): Entry => ({
  kind,
  title,
  first: one,
  last: one,
  decisions: 1,
});

function kindOf({ replicas: needed, verdicts }: DecisionView): Entry["kind"] {
  if (needed === null) return "refused";
  const judged = verdicts.map(({ judge }) => JUDGED[judge]).findLast((kind) => kind !== undefined);
  return judged ?? "steady";
}

function titleOf(kind: Entry["kind"], { replicas: needed }: DecisionView): string {
  switch (kind) {
    case "refused":
      return "refused";
    case "held":
      return `held at ${replicas(needed)}`;
    case "bounded":
      return `bounded to ${replicas(needed)}`;
    case "scaled":
    case "steady":
      return replicas(needed);
  }
}
