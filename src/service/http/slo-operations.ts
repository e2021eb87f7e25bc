import type { ObjectiveStatus } from "../../core/budget/status.ts";
import { byUrgency } from "../../core/budget/urgency.ts";
import type { Statuses } from "../control/statuses.ts";
import { inSlices } from "../control/turns.ts";
import { json, jsonList } from "./content.ts";
import { findSlo, SLO_PATH } from "./found-slo.ts";
import { operation } from "./operation.ts";
import { anyText, countUpTo, oneOf } from "./parameter-values.ts";
import { single } from "./query-parameters.ts";
import { sparklineOf } from "./sparklines.ts";
import { printSlo } from "./printed-slo.ts";
import { toSloDetailView } from "./to-view.ts";
import { sloDetailView, sloListView, stateView } from "./view.ts";

const MAX_SPARKLINE = 200;

/** To look at so many is less than a millisecond of work. */
const LOOKED_AT_ONCE = 100;

export const SLO_OPERATIONS = [
  operation({
    path: "/api/v1/slos",
    says: "All SLOs and their groups, the most urgent first.",
    inPath: {},
    inQuery: {
      service: single("only this service", anyText),
      slo: single("only SLOs of this name", anyText),
      state: single("only this state", oneOf(stateView.options)),
      owner: single("only this owner", anyText),
      sparkline: single(
        `add the budget left at so many moments (1..${MAX_SPARKLINE}) over the SLO window`,
        countUpTo(MAX_SPARKLINE),
      ),
    },
    answers: jsonList(sloListView, printSlo),
    isOfSnapshot: true,
    answer: async ({ snapshot, reader, query: { sparkline, ...filters } }) => {
      const found = await inSlices(matching(snapshot.statuses, filters));
      return found
        .toSorted(byUrgency)
        .values()
        .map((status) => ({
          status,
          sparkline: sparkline === undefined ? undefined : sparklineOf(reader, status, sparkline),
        }));
    },
  }),
  operation({
    path: "/api/v1/slos/{service}/{slo}",
    says: "One SLO: its promise, queries, alert thresholds and all its groups.",
    inPath: SLO_PATH,
    inQuery: {},
    answers: json(sloDetailView),
    answer: ({ snapshot, path, publicUrls }) => {
      const { objective, groups } = findSlo(snapshot, path);
      return toSloDetailView(objective, groups.toSorted(byUrgency), publicUrls.get(objective.source));
    },
  }),
];

function* matching(statuses: Statuses, filters: Filters): Generator<void, readonly ObjectiveStatus[]> {
  const found: ObjectiveStatus[] = [];
  let looked = 0;
  for (const status of statuses) {
    if (matches(status, filters)) found.push(status);
    if (++looked % LOOKED_AT_ONCE === 0) yield;
  }
  return found;
}

type Filters = Readonly<Record<string, string>>;

function matches({ objective, state }: ObjectiveStatus, filters: Filters): boolean {
  const { service, slo, owner } = objective;
  const facts: Readonly<Record<string, string | undefined>> = { service, slo, owner, state };
  return Object.entries(filters).every(([name, value]) => facts[name] === value);
}
