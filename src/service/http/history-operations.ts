import type { Objective } from "../../core/objective/objective.ts";
import { longestLength } from "../../core/objective/slo-window.ts";
import { before, type Instant, secondsBetween } from "../../core/units/instant.ts";
import { type Seconds, seconds } from "../../core/units/seconds.ts";
import { json } from "./content.ts";
import { findGroup, findSlo, labelsOf, SLO_PATH } from "./found-slo.ts";
import { operation } from "./operation.ts";
import { bad, parseInstant, parseStep, refuseFuture } from "./parameter-values.ts";
import { labelled, single } from "./query-parameters.ts";
import { toHistoryView } from "./to-view.ts";
import { historyView } from "./view.ts";

/** As many as Prometheus answers for one series. */
const MAX_POINTS = 11_000;

export const HISTORY_OPERATIONS = [
  operation({
    path: "/api/v1/slos/{service}/{slo}/history",
    says: "Events and budget of one SLO, or of one group of it, over time.",
    inPath: SLO_PATH,
    inQuery: {
      from: single(
        "start, as Unix seconds or RFC 3339 (default: one SLO window before to, in whole steps)",
        parseInstant,
      ),
      to: single("end, not in the future (default: the last evaluation)", parseInstant),
      step: single("length of a point, such as 5m (default: about 500 points)", parseStep),
      by: labelled("value of a label that splits the SLO", labelsOf),
    },
    answers: json(historyView),
    answer: ({ snapshot, reader, path, query: { by = {}, ...span } }) => {
      const { objective, groups } = findSlo(snapshot, path);
      const group = findGroup(groups, by);
      const { from, to, step } = spanOf(objective, { evaluatedAt: group.at, now: snapshot.readAt }, span);
      return toHistoryView(objective, group.by, step, reader.history(objective, group.by, from, to, step));
    },
  }),
];

interface Span {
  readonly from: Instant;
  readonly to: Instant;
  readonly step: Seconds;
}

interface Clocks {
  /** By Prometheus' clock. */
  readonly evaluatedAt: Instant;
  /** By our own. */
  readonly now: Instant;
}

/** What is asked for, with the defaults. @throws RequestProblem when nobody could draw that */
function spanOf({ window }: Objective, { evaluatedAt, now }: Clocks, asked: Readonly<Partial<Span>>): Span {
  const to = asked.to ?? evaluatedAt;
  const whole = longestLength(window);
  const wanted = asked.from === undefined ? whole : secondsBetween(asked.from, to);
  const step = asked.step ?? defaultStep(wanted);
  // Steps are whole: where none was asked for, the rest is left out at the beginning, and not of what happened last.
  const from = asked.from ?? before(to, seconds(Math.max(1, Math.floor(whole / step)) * step));
  if (from >= to) throw bad("from is not before to", "give an earlier from, or a later to");
  // Whichever clock is ahead: what was evaluated has come.
  refuseFuture("to", to, evaluatedAt > now ? evaluatedAt : now);
  const length = (to - from) / 1000;
  if (length / step > MAX_POINTS)
    throw bad(
      `${Math.ceil(length / step)} points are asked for, at most ${MAX_POINTS} are given`,
      "give a longer step",
    );
  return { from, to, step };
}

/** About 500 points, in steps of half minutes. */
const defaultStep = (length: number): Seconds => seconds(Math.max(30, Math.ceil(length / 500 / 30) * 30));
