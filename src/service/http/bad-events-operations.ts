import { hours, days, type Seconds, seconds } from "../../core/units/seconds.ts";
import { before, type Instant } from "../../core/units/instant.ts";
import type { BadEvents } from "../lookups/bad-events.ts";
import { json } from "./content.ts";
import { findGroup, findSlo, labelsOf, SLO_PATH } from "./found-slo.ts";
import { operation } from "./operation.ts";
import { bad, parseInstant, refuseFuture } from "./parameter-values.ts";
import { labelled, single } from "./query-parameters.ts";
import { type BadEventsView, badEventsView } from "./views/bad-events-view.ts";

const USUAL_WINDOW = hours(1);
/** A question about longer reads more than a look at a page is worth. */
const LONGEST_WINDOW = days(1);

export const BAD_EVENTS_OPERATIONS = [
  operation({
    path: "/api/v1/slos/{service}/{slo}/bad-events",
    says: "Which label values carry the bad events of one SLO, about; Prometheus is asked for it, at most every half a minute.",
    inPath: SLO_PATH,
    inQuery: {
      from: single("start, as Unix seconds or RFC 3339 (default: an hour before to)", parseInstant),
      to: single("end, not in the future, at most a day later (default: the last evaluation)", parseInstant),
      by: labelled("value of a label that splits the SLO", labelsOf),
    },
    answers: json(badEventsView),
    answer: async ({ snapshot, lookups, path, query: { by = {}, ...span } }) => {
      const { objective, groups } = findSlo(snapshot, path);
      const group = findGroup(groups, by);
      if (objective.indicator.kind === "promql")
        throw bad(
          "the indicator is promql:, whose queries may drop every label",
          "ask SLOs whose indicator is events:, latency: or probe:",
        );
      const to = span.to ?? group.at;
      refuseFuture("to", to, group.at > snapshot.readAt ? group.at : snapshot.readAt);
      const window = windowOf(span.from ?? before(to, USUAL_WINDOW), to);
      const isLatest = span.to === undefined && span.from === undefined;
      const told = await lookups.badEvents({ objective, by: group.by, to, window, isLatest });
      return {
        service: objective.service,
        slo: objective.slo,
        by: { ...group.by },
        from: new Date(before(to, window)).toISOString(),
        to: new Date(to).toISOString(),
        ...(told.kind === "failed" ? { ...NOTHING, problem: told.message } : toView(told.value)),
      };
    },
  }),
];

/** Whole seconds, at least a minute: rates need two samples. @throws RequestProblem for a window that is none */
function windowOf(from: Instant, to: Instant): Seconds {
  const length = Math.round((to - from) / 1000);
  if (length < 60) throw bad("from is less than a minute before to", "give an earlier from");
  if (length > LONGEST_WINDOW) throw bad("from is more than a day before to", "give a later from");
  return seconds(length);
}

type Told = Pick<BadEventsView, "problem" | "bad" | "note" | "labels">;

const NOTHING: Told = { problem: null, bad: null, note: null, labels: [] };

const toView = ({ bad: count, labels, note }: BadEvents): Told => ({
  ...NOTHING,
  bad: count,
  note: note ?? null,
  labels: labels.map((one) => ({
    ...one,
    values: one.values.map((each) => ({ ...each, shareOfAll: each.shareOfAll ?? null })),
  })),
});
