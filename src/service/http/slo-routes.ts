import { Router } from "express";
import { byUrgency } from "../../core/budget/urgency.ts";
import type { ObjectiveStatus } from "../../core/budget/status.ts";
import type { Objective } from "../../core/objective/objective.ts";
import { longestLength } from "../../core/objective/slo-window.ts";
import { before } from "../../core/units/instant.ts";
import { seconds } from "../../core/units/seconds.ts";
import { objectivesOf, type Snapshot, type StatusReader } from "../control/status-reader.ts";
import { budgetHistory } from "./budget-history.ts";
import { bad, parseCount, parseInstant, parseStep, queryParameters } from "./parameters.ts";
import { methodNotAllowed, RequestProblem } from "./problem.ts";
import { toDiagnosticsView, toHistoryView, toSloDetailView, toSloView } from "./to-view.ts";
import { type DiagnosticsView, type HistoryView, type SloDetailView, type SloListView, stateView } from "./view.ts";

const FILTERS = ["service", "slo", "state", "owner", "sparkline"];
const MAX_SPARKLINE = 200;
const HISTORY_PARAMETERS = ["from", "to", "step"];
/** As many as Prometheus answers for one series. */
const MAX_POINTS = 11_000;

/** `/slos`, one SLO, its history, and what is wrong with the specs. */
export function sloRoutes(reader: StatusReader): Router {
  const router = Router({ caseSensitive: true });

  router
    .route("/slos")
    .get((request, response) => {
      const { state, sparkline, ...filters } = queryParameters(request, (name) => FILTERS.includes(name), FILTERS);
      if (state !== undefined && !stateView.safeParse(state).success)
        throw bad(`state is ${state}`, `write one of ${stateView.options.join(", ")}`);
      const wanted = snapshotOf(reader).statuses.filter(
        (status) => (state === undefined || status.state === state) && matches(status, filters),
      );
      const points = sparkline === undefined ? 0 : parseCount("sparkline", sparkline, MAX_SPARKLINE);
      const list: SloListView = {
        items: wanted
          .toSorted(byUrgency)
          .map((status) =>
            points === 0
              ? toSloView(status)
              : { ...toSloView(status), sparkline: budgetHistory(reader, status, points) },
          ),
      };
      response.json(list);
    })
    .all(methodNotAllowed);

  router
    .route("/slos/:service/:slo")
    .get((request, response) => {
      queryParameters(request, () => false, []);
      const { objective, groups } = find(snapshotOf(reader), request.params);
      const detail: SloDetailView = toSloDetailView(objective, groups.toSorted(byUrgency));
      response.json(detail);
    })
    .all(methodNotAllowed);

  router
    .route("/slos/:service/:slo/history")
    .get((request, response) => {
      const { objective, groups } = find(snapshotOf(reader), request.params);
      const known = [...HISTORY_PARAMETERS, ...objective.by.map((label) => `by.${label}`)];
      const { from, to, step, ...labels } = queryParameters(request, (name) => known.includes(name), known);
      const by = Object.fromEntries(Object.entries(labels).map(([name, value]) => [name.slice("by.".length), value]));
      const group = theGroup(groups, by);
      const until = to === undefined ? group.at : parseInstant("to", to);
      const since = from === undefined ? before(until, longestLength(objective.window)) : parseInstant("from", from);
      if (since >= until) throw bad("from is not before to", "give an earlier from, or a later to");
      const length = (until - since) / 1000;
      const every =
        step === undefined ? seconds(Math.max(30, Math.ceil(length / 500 / 30) * 30)) : parseStep("step", step);
      if (length / every > MAX_POINTS)
        throw bad(
          `${Math.ceil(length / every)} points are asked for, at most ${MAX_POINTS} are given`,
          "give a longer step",
        );
      const history: HistoryView = toHistoryView(
        objective,
        group.by,
        every,
        reader.history(objective, group.by, since, until, every),
      );
      response.json(history);
    })
    .all(methodNotAllowed);

  router
    .route("/diagnostics")
    .get((request, response) => {
      queryParameters(request, () => false, []);
      const diagnostics: DiagnosticsView = toDiagnosticsView(snapshotOf(reader));
      response.json(diagnostics);
    })
    .all(methodNotAllowed);

  return router;
}

export function snapshotOf(reader: StatusReader): Snapshot {
  const snapshot = reader.snapshot();
  if (snapshot === undefined)
    throw new RequestProblem(
      "not-ready",
      "the specs were not evaluated yet",
      "ask again in some seconds; /readyz?verbose says what is awaited",
    );
  return snapshot;
}

function matches({ objective }: ObjectiveStatus, filters: Readonly<Record<string, string>>): boolean {
  const named: Readonly<Record<string, string | undefined>> = {
    service: objective.service,
    slo: objective.slo,
    owner: objective.owner,
  };
  return Object.entries(filters).every(([name, value]) => named[name] === value);
}

interface Found {
  readonly objective: Objective;
  readonly groups: readonly ObjectiveStatus[];
}

function find(
  { specs, statuses }: Snapshot,
  { service, slo }: { readonly service: string; readonly slo: string },
): Found {
  const objective = objectivesOf(specs.services).find((each) => each.service === service && each.slo === slo);
  if (objective === undefined)
    throw new RequestProblem("not-found", `there is no SLO ${service}/${slo}`, "see /api/v1/slos for all of them");
  return {
    objective,
    groups: statuses.filter((status) => status.objective.service === service && status.objective.slo === slo),
  };
}

function theGroup(groups: readonly ObjectiveStatus[], by: Readonly<Record<string, string>>): ObjectiveStatus {
  const found = groups.filter((group) => Object.entries(by).every(([name, value]) => group.by[name] === value));
  const [only] = found;
  if (only === undefined)
    throw new RequestProblem(
      "not-found",
      "no group has these label values",
      "see the groups of the SLO for those that exist",
    );
  if (found.length > 1)
    throw bad(
      `${found.length} groups are meant`,
      `name one by ${Object.keys(only.by)
        .map((label) => `by.${label}=…`)
        .join("&")}`,
    );
  return only;
}
