import type { Service } from "../objective/objective.ts";
import { aggregate, binary, call, type Expression, subquery, vector } from "../promql/expression.ts";
import { printSelector, type Selector } from "../promql/selector.ts";
import { type SeriesPart, partsOf } from "../sli/indicator-parts.ts";
import { shorten } from "../spec/text/describe.ts";
import { printPromDuration } from "../units/prom-duration.ts";
import { hours, minutes, seconds, type Seconds } from "../units/seconds.ts";
import type { LiveAnswers } from "./live-answers.ts";
import { type FieldFault, subjectsOf } from "./subject.ts";

/** Prometheus looks back so far for a sample: what is older is not there for a rule. */
const LOOK_BACK = minutes(5);

/** How far back the newest sample is looked for. */
const TOLD_OF = hours(1);

/** Of the minutes before the newest sample so many must have one: a scrape may fail now and then. */
const UNBROKEN = 0.9;

/** Delays are written in steps of this. */
const STEP = minutes(5);

/** Selectors whose newest sample is older than rules look back, delay included. Each is told once in a file. */
export function checkLateness(service: Service, live: LiveAnswers): readonly FieldFault[] {
  const read = subjectsOf(service).flatMap(({ objective: { indicator, delay }, path }) =>
    partsOf(indicator)
      .filter((part): part is SeriesPart => part.kind === "series" && part.provesLife)
      .map(({ field, selector }) => ({ path: [...path, ...field], selector, delay, text: printSelector(selector) })),
  );
  return [...Map.groupBy(read, ({ text }) => text).values()].flatMap(([first]) => {
    if (first === undefined) return [];
    const age = live.series(ageOfNewest(first.selector))?.[0]?.values[0];
    if (age === undefined || !(age > LOOK_BACK + first.delay)) return [];
    // A batch job has nothing between two runs: that is no delay.
    const told = live.series(minutesTold(first.selector))?.[0]?.values[0];
    if (told === undefined || told < UNBROKEN * ((TOLD_OF - age + LOOK_BACK) / 60)) return [];
    return [
      {
        path: first.path,
        code: "samples-late",
        severity: "warning",
        problem: `the newest sample of ${shorten(first.text)} is ${printPromDuration(seconds(Math.round(age)))} old, and ${expected(first.delay)}`,
        remedy: `write delay: ${printPromDuration(delayFor(age))} if its samples always come that late; else mend what exposes it`,
      },
    ];
  });
}

const expected = (delay: Seconds): string =>
  delay === 0
    ? `rules look back ${printPromDuration(LOOK_BACK)}`
    : `with delay: ${printPromDuration(delay)} at most ${printPromDuration(seconds(LOOK_BACK + delay))} is expected`;

/** Samples of one age now are a little older before the next one comes. */
const delayFor = (age: number): Seconds => seconds(Math.ceil(age / STEP) * STEP);

/** An instant selector sees no sample that is older than the look-back; a subquery walks back to where it does. */
const ageOfNewest = (selector: Selector): Expression =>
  binary(call("time"), "-", call("max_over_time", newestByMinute(selector)));

/** In how many minutes of the last hour an instant selector saw a sample. */
const minutesTold = (selector: Selector): Expression => call("count_over_time", newestByMinute(selector));

const newestByMinute = (selector: Selector): Expression =>
  subquery(aggregate("max", [], call("timestamp", vector(selector))), TOLD_OF, minutes(1));
