import type { Service } from "../objective/objective.ts";
import { aggregate, call, range } from "../promql/expression.ts";
import { printSelector, type Selector } from "../promql/selector.ts";
import { type IndicatorPart, partsOf, type SeriesPart, type SeriesRole } from "../sli/indicator-parts.ts";
import { type AlertPolicy, ownWindows } from "../objective/alert-policy.ts";
import { type BurnWindow, SHORTEST_WINDOW, windowLength } from "../objective/burn-window.ts";
import { shorten } from "../spec/text/describe.ts";
import { printPromDuration } from "../units/prom-duration.ts";
import { minutes, seconds, type Seconds } from "../units/seconds.ts";
import type { LiveAnswers } from "./live-answers.ts";
import { type FieldFault, subjectsOf } from "./subject.ts";

/** Two missed scrapes must leave a window the two samples that a rate needs. */
const FEWEST_SAMPLES = 4;

/** Over which samples are counted: long enough that a late scrape makes no difference. */
const OBSERVED = minutes(10);

/**
 * Series with too few samples for the shortest window that rates are recorded over. Each selector is told once in a
 * file.
 */
export function checkPace(service: Service, live: LiveAnswers): readonly FieldFault[] {
  const counted = subjectsOf(service).flatMap(({ objective: { alerts, indicator, delay }, path }) =>
    partsOf(indicator)
      .filter(showsPace)
      .map(({ field, selector }) => ({
        path: [...path, ...field],
        selector,
        delay,
        text: printSelector(selector),
        window: shortestOf(alerts),
      })),
  );
  return [...Map.groupBy(counted, ({ text }) => text).values()].flatMap((group) => {
    const [first] = group.toSorted((a, b) => windowLength(a.window) - windowLength(b.window));
    if (first === undefined) return [];
    const { window } = first;
    const shortest = windowLength(window);
    const samples = samplesOf(first, live);
    if (samples === undefined || samples * shortest >= FEWEST_SAMPLES * OBSERVED) return [];
    const observed = printPromDuration(OBSERVED);
    return [
      {
        path: first.path,
        code: "scrape-interval-too-long",
        severity: "warning",
        problem: `${shorten(first.text)} has ${samples} samples in ${observed}: a window of ${window} holds ${Math.floor((samples * shortest) / OBSERVED)}, expected at least ${FEWEST_SAMPLES}`,
        remedy: `set scrape_interval: ${printPromDuration(longestInterval(shortest))} or shorter for its job in Prometheus' configuration`,
      },
    ];
  });
}

const shortestOf = (alerts: AlertPolicy): BurnWindow => {
  const [own] = ownWindows(alerts.burn);
  return own !== undefined && windowLength(own) < windowLength(SHORTEST_WINDOW) ? own : SHORTEST_WINDOW;
};

/** The longest whole minute that keeps the windows filled; of windows of a few minutes the longest time. */
function longestInterval(window: Seconds): Seconds {
  const longest = Math.floor(window / FEWEST_SAMPLES);
  return seconds(longest < 60 ? longest : Math.floor(longest / 60) * 60);
}

/** Of the densest series. A target that has just appeared, or just gone, says nothing about its interval. */
function samplesOf(
  { selector, delay }: { readonly selector: Selector; readonly delay: Seconds },
  live: LiveAnswers,
): number | undefined {
  const densest = aggregate("max", [], call("count_over_time", range(selector, OBSERVED)));
  const now = live.series(densest, delay)?.[0]?.values[0];
  const earlier = live.series(densest, seconds(OBSERVED + delay))?.[0]?.values[0];
  return now === undefined || earlier === undefined ? undefined : Math.max(now, earlier);
}

/** Whether a series stands for how often its target is scraped: of one target one is enough. */
const SHOWS_PACE: Readonly<Record<SeriesRole["role"], boolean>> = {
  total: true,
  bad: false,
  good: false,
  bucket: false,
  histogram: true,
  success: true,
};

const showsPace = (part: IndicatorPart): part is SeriesPart => part.kind === "series" && SHOWS_PACE[part.role];
