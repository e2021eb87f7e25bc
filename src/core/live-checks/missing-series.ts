import { nearest } from "../diagnostics/nearest.ts";
import { printSelector, type Matcher, type Selector } from "../promql/selector.ts";
import { describe, listOf, shorten } from "../spec/text/describe.ts";
import type { Path } from "../spec/text/node.ts";
import type { LiveAnswers } from "./live-answers.ts";
import type { FieldFault } from "./subject.ts";

/** A selector as its author wrote it, and what its series are called. */
export interface Missing {
  readonly path: Path;
  readonly selector: Selector;
  /** What a histogram's buckets have behind its name. */
  readonly suffix?: string;
}

/** Says that a selector matches nothing, and looks for the part of it that is to blame. */
export function missingSeries(missing: Missing, live: LiveAnswers): FieldFault {
  const { selector, suffix = "" } = missing;
  return toFault(missing, blame(selector, suffix, live));
}

/** The finding on a selector that matches nothing, and what of it is to blame. */
export const toFault = ({ path, selector }: Missing, { problem, remedy }: Blame): FieldFault => ({
  path,
  code: "selector-matches-nothing",
  severity: "warning",
  problem: `no series of the last hour matches ${shorten(printSelector(selector))}${problem}`,
  remedy,
});

/** The part of a selector that is wrong. */
export interface Blame {
  /** Goes on with the sentence. */
  readonly problem: string;
  readonly remedy: string;
}

/** How many values of a label are named. */
const NAMED = 5;

/** An index is asked for each matcher; nobody writes more that could be mistyped. */
export const MOST_MATCHERS = 8;

/** The first part that is surely to blame, else where to look. */
function blame(selector: Selector, suffix: string, live: LiveAnswers): Blame {
  const series = `${selector.metric}${suffix}`;
  return (
    unknownMetric(selector.metric, suffix, live) ??
    blamedAlone(series, selector.matchers, live) ??
    blamedWithOthers(series, selector.matchers, live) ?? { problem: "", remedy: whereToLook(selector, series) }
  );
}

/** A metric that has no series at all. */
export function unknownMetric(metric: string, suffix: string, live: LiveAnswers): Blame | undefined {
  const names = live
    .values("__name__")
    ?.filter((name) => name.endsWith(suffix))
    .map((name) => name.slice(0, name.length - suffix.length));
  if (names === undefined || metric === "" || names.includes(metric)) return undefined;
  const meant = nearest(metric, names);
  const what = suffix === "" ? "metric" : "histogram";
  return {
    problem: `: there is no ${what} ${shorten(metric)}`,
    remedy:
      meant === undefined
        ? `write the name of a ${what} that this Prometheus has, or scrape what exposes it`
        : `did you mean ${meant}?`,
  };
}

/** A matcher without which there would be series. */
function blamedAlone(series: string, matchers: readonly Matcher[], live: LiveAnswers): Blame | undefined {
  for (const matcher of matchers.slice(0, MOST_MATCHERS)) {
    const others = matchers.filter((other) => other !== matcher);
    const values = live.values(matcher.label, { metric: series, matchers: others });
    if (values !== undefined && values.length > 0) return wrongValue(matcher, values);
  }
  return undefined;
}

/** Two of them are wrong, or a label that the metric does not have at all. */
function blamedWithOthers(series: string, matchers: readonly Matcher[], live: LiveAnswers): Blame | undefined {
  for (const matcher of matchers.slice(0, MOST_MATCHERS)) {
    const { label, operator, value } = matcher;
    const values = live.values(label, { metric: series, matchers: [] });
    if (values?.length === 0) {
      return missingLabel(series, matcher, live);
    }
    if (values !== undefined && operator === "=" && !values.includes(value)) return wrongValue(matcher, values);
  }
  return undefined;
}

/** A label that no series of a metric has; its namesake is looked for among those that they have. */
export function missingLabel(series: string, matcher: Matcher, live: LiveAnswers): Blame {
  const { label } = matcher;
  const labels = live.labels({ metric: series, matchers: [] })?.filter((name) => name !== "__name__") ?? [];
  const meant = namesake(label, labels);
  const remedy = meant === undefined ? `delete ${printMatcher(matcher)}` : `did you mean the label ${meant}?`;
  const named = meant === undefined && labels.length > 0 ? `, only ${listOf(labels.slice(0, NAMED), "and")}` : "";
  return { problem: `: ${shorten(series)} has no label ${label}${named}`, remedy };
}

/** Labels that name one thing, by its names in common libraries. */
const NAMESAKES: readonly (readonly string[])[] = [
  [
    "code",
    "status",
    "status_code",
    "http_status",
    "http_status_code",
    "http_response_status_code",
    "response_code",
    "grpc_code",
    "grpc_status",
    "rpc_grpc_status_code",
  ],
  ["path", "route", "http_route", "handler", "uri", "url"],
  ["method", "http_method", "http_request_method", "grpc_method"],
  ["result", "outcome", "status", "state"],
];

const namesake = (label: string, labels: readonly string[]): string | undefined =>
  nearest(label, labels) ??
  NAMESAKES.filter((names) => names.includes(label))
    .flat()
    .find((name) => labels.includes(name));

function whereToLook({ metric, matchers }: Selector, series: string): string {
  if (metric === "") return "write a selector that Prometheus shows series for";
  const labels = matchers.map(({ label }) => label).join(", ");
  return `compare its labels with what count by (${labels}) (${series}) shows in Prometheus`;
}

/** A matcher by which none of the values there comes through. */
export function wrongValue(matcher: Matcher, values: readonly string[]): Blame {
  const { label, operator, value } = matcher;
  const meant = operator === "=" ? nearest(value, values) : undefined;
  const problem = `: ${printMatcher(matcher)} leaves none`;
  if (meant !== undefined) return { problem, remedy: `did you mean ${label}="${meant}"?` };
  const named = values.slice(0, NAMED).map(describe);
  const more = values.length - named.length;
  if (values.length === 1) return { problem, remedy: `write ${label}=${named.join("")}, its only value here` };
  return {
    problem,
    remedy: `${label} is ${more > 0 ? `${named.join(", ")} or one of ${more} more` : listOf(named)} here: write one of these`,
  };
}

/** As an author writes it. */
export const printMatcher = ({ label, operator, value }: Matcher): string => `${label}${operator}"${shorten(value)}"`;
