import { STATES, type State } from "../../core/budget/states.ts";
import type { SloView } from "../../service/http/view.ts";
import type { Choices, Grouping, Sort } from "./choices.ts";

/** An SLO on the list: its worst group stands for it. */
export interface Row {
  readonly worst: SloView;
  /** All groups, the worst first; one where the SLO is not split. */
  readonly groups: readonly SloView[];
}

/** Rows under a heading; without one where nothing divides the list. */
export interface Section {
  readonly title: string | undefined;
  readonly rows: readonly Row[];
}

/** SLOs by their groups. @param items - the most urgent first, as the service tells them */
export function toRows(items: readonly SloView[]): readonly Row[] {
  const bySlo = Map.groupBy(items, ({ service, slo }) => `${service}/${slo}`);
  return [...bySlo.values()].flatMap((groups): readonly Row[] => {
    const [worst] = groups;
    return worst === undefined ? [] : [{ worst, groups }];
  });
}

/** How many SLOs are in each state, each counted once by its worst group. */
export const countStates = (rows: readonly Row[]): ReadonlyMap<State, number> =>
  new Map(STATES.map((state) => [state, rows.filter(({ worst }) => worst.state === state).length]));

/** The rows that are wanted, in their order and under their headings. */
export function toSections(rows: readonly Row[], { text, state, sort, grouping }: Choices): readonly Section[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const wanted = rows.filter(
    ({ worst, groups }) =>
      (state === undefined || worst.state === state) && words.every((word) => textOf(worst, groups).includes(word)),
  );
  const ordered = sort === "urgency" ? wanted : wanted.toSorted(ORDERS[sort]);
  if (grouping === "none") return [{ title: undefined, rows: ordered }];
  const byTitle = Map.groupBy(ordered, ({ worst }) => titleOf(worst, grouping));
  return [...byTitle].map(([title, own]) => ({ title, rows: own }));
}

const ORDERS: Readonly<Record<Exclude<Sort, "urgency">, (a: Row, b: Row) => number>> = {
  budget: (a, b) => budgetOf(a) - budgetOf(b),
  name: (a, b) => nameOf(a.worst).localeCompare(nameOf(b.worst)),
};

/** What has no number comes last. */
const budgetOf = ({ worst }: Row): number => worst.budget.remaining ?? Number.MAX_VALUE;

const titleOf = ({ service, owner }: SloView, grouping: Exclude<Grouping, "none">): string =>
  grouping === "service" ? service : (owner ?? "no owner");

/** How people call an SLO. */
const nameOf = ({ service, slo }: Pick<SloView, "service" | "slo">): string => `${service} / ${slo}`;

function textOf(worst: SloView, groups: readonly SloView[]): string {
  const labels = groups.flatMap(({ by }) => Object.values(by));
  return [worst.service, worst.slo, worst.owner ?? "", worst.namespace, ...labels].join(" ").toLowerCase();
}
