import type { ObjectiveStatus } from "../../core/budget/status.ts";
import { byUrgency } from "../../core/budget/urgency.ts";
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
    answer: ({ snapshot, reader, query: { sparkline, ...filters } }) =>
      snapshot.statuses
        .filter((status) => matches(status, filters))
        .toSorted(byUrgency)
        .values()
        .map((status) => ({
          status,
          sparkline: sparkline === undefined ? undefined : sparklineOf(reader, status, sparkline),
        })),
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

function matches({ objective, state }: ObjectiveStatus, filters: Readonly<Record<string, string>>): boolean {
  const { service, slo, owner } = objective;
  const facts: Readonly<Record<string, string | undefined>> = { service, slo, owner, state };
  return Object.entries(filters).every(([name, value]) => facts[name] === value);
}
