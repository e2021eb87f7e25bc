import type { Service } from "../objective/objective.ts";
import { nominalLength } from "../objective/slo-window.ts";
import { parsePromDuration, printPromDuration } from "../units/prom-duration.ts";
import { days, type Seconds } from "../units/seconds.ts";
import type { LiveAnswers } from "./live-answers.ts";
import { countOfLastHour } from "./presence.ts";
import { type FieldFault, type Subject, subjectsOf } from "./subject.ts";

/** Windows that reach further back than Prometheus does; each length is told once in a file. */
export function checkRetention(service: Service, live: LiveAnswers): readonly FieldFault[] {
  return [...Map.groupBy(subjectsOf(service), ({ objective }) => nominalLength(objective.window))].flatMap(
    ([length, [first, ...others]]) => {
      const problem = beyond(length, live);
      if (first === undefined || problem === undefined) return [];
      return [
        {
          path: windowOf(first),
          code: "window-longer-than-retention",
          severity: "warning",
          problem: `the window needs samples of ${printPromDuration(length)}, ${problem.problem}`,
          remedy: remedy(first, length, problem.kept),
          related: others.map((other) => ({ path: windowOf(other), note: "has the same window" })),
        },
      ];
    },
  );
}

interface Beyond {
  readonly problem: string;
  readonly kept: Seconds | undefined;
}

function beyond(length: Seconds, live: LiveAnswers): Beyond | undefined {
  const told = live.retention();
  if (told === undefined) return undefined;
  if (told.words === undefined) return withoutOldSamples(length, live);
  const kept = parseRetention(told.words);
  return kept === undefined || kept >= length
    ? undefined
    : { problem: `and this Prometheus keeps ${printPromDuration(kept)}`, kept };
}

/** `15d`, `30d or 50GiB`. @returns undefined where size alone decides, which no time follows from */
function parseRetention(words: string): Seconds | undefined {
  const kept = words
    .split(" or ")
    .map((part) => parsePromDuration(part.trim()))
    .find((part) => part !== undefined);
  return kept === 0 ? undefined : kept;
}

/** What answers in Prometheus' place may keep its retention to itself. Every scrape writes `up`. */
function withoutOldSamples(length: Seconds, live: LiveAnswers): Beyond | undefined {
  const up = countOfLastHour({ metric: "up", matchers: [] });
  const now = live.series(up);
  const then = live.series(up, length);
  if (now === undefined || now.length === 0 || then?.length !== 0) return undefined;
  return { problem: "and this Prometheus has no sample of up that old", kept: undefined };
}

function remedy({ objective: { window } }: Subject, length: Seconds, kept: Seconds | undefined): string {
  const needed = printPromDuration(length);
  if (kept === undefined)
    return `write a window for which there are samples, or keep them for ${needed}; a young Prometheus gets there by itself`;
  const keep = `start Prometheus with --storage.tsdb.retention.time=${needed}`;
  const shorter = window.kind === "rolling" ? Math.floor(kept / days(1)) : 0;
  return shorter === 0 ? keep : `write window: ${printPromDuration(days(shorter))}, or ${keep}`;
}

const windowOf = ({ path }: Subject): FieldFault["path"] => [...path, "window"];
