import type { Backlog } from "../../objective/scaling-policy.ts";
import { listSelectors } from "../../promql/list-selectors.ts";
import { printPromDuration } from "../../units/prom-duration.ts";
import { days } from "../../units/seconds.ts";
import type { Draft, SpecData } from "../shape/shape.ts";
import type { FieldReport } from "../text/field-report.ts";
import type { Path } from "../text/node.ts";
import { parseQueryField } from "./query.ts";
import { parseDuration } from "./window.ts";

type BacklogDraft = Draft<NonNullable<SpecData["scaling"]>[number]>["backlog"];

/** What is to be done within more than a day is no matter of replicas that come and go. */
const LONGEST_DRAIN = days(1);

/** A rate of a counter is no number of what waits. */
const REMEDIES = {
  "promql-raw-counter":
    "query a gauge of what waits, such as sum(orders_waiting); where only counters tell it, leave this one of those that came less those that went",
};

/** Names of times: exporters tell of lag in messages as well, and only those can be divided by what a replica does. */
const TIMES = /_(?:seconds|milliseconds|ms|age)(?:_|$)/;

/** Work that waits. @returns undefined where there is none, or something in it is wrong, which is reported */
export function toBacklog(backlog: BacklogDraft, path: Path, report: FieldReport): Backlog | undefined {
  if (backlog === undefined) return undefined;
  const query = parseQueryField(backlog.query, [...path, "query"], report, {}, REMEDIES);
  const partitions = parseQueryField(backlog.partitions, [...path, "partitions"], report);
  const drainWithin = parseDuration(backlog.drainWithin, "5m", [...path, "drainWithin"], report);
  if (query === undefined || drainWithin === undefined) return undefined;
  checkUnit(query, [...path, "query"], report);
  if (drainWithin > LONGEST_DRAIN)
    report.at([...path, "drainWithin"], {
      code: "out-of-range",
      problem: `drainWithin must be at most ${printPromDuration(LONGEST_DRAIN)}, found ${printPromDuration(drainWithin)}`,
      remedy: "write 1h, or less",
    });
  return { query, drainWithin, partitions };
}

/** Warns of what by its name is no number of things that wait. */
function checkUnit(query: string, path: Path, report: FieldReport): void {
  for (const { metric } of listSelectors(query).filter((one) => TIMES.test(one.metric)))
    report.at(path, {
      code: "backlog-in-time",
      severity: "warning",
      problem: `${metric} is a time by its name, and a backlog is how many wait`,
      remedy: "query the lag in messages, such as sum(kafka_consumergroup_lag)",
    });
}
