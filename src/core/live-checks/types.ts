import type { Service } from "../objective/objective.ts";
import { aggregate, binary, call, number, range } from "../promql/expression.ts";
import { formatNumber } from "../promql/format-number.ts";
import type { Selector } from "../promql/selector.ts";
import { gaugesAsRates, meanOf } from "../sli/gauges-as-rates.ts";
import { countersOf, type IndicatorPart, partsOf } from "../sli/indicator-parts.ts";
import { shorten } from "../spec/text/describe.ts";
import { hours } from "../units/seconds.ts";
import type { LiveAnswers } from "./live-answers.ts";
import { type FieldFault, type Subject, subjectsOf } from "./subject.ts";

/** Gauges that are read as counters, and counters that are read as gauges. */
export function checkTypes(service: Service, live: LiveAnswers): readonly FieldFault[] {
  return subjectsOf(service).flatMap((subject) => [...counterFaults(subject, live), ...successFaults(subject, live)]);
}

/** The first of an SLO: what mends it mends all. */
function counterFaults({ objective: { indicator }, path }: Subject, live: LiveAnswers): readonly FieldFault[] {
  const found = partsOf(indicator).flatMap((part) =>
    countersOf(part).flatMap((selector) => {
      const why = whyNoCounter(selector, live);
      return why === undefined ? [] : [{ part, selector, why }];
    }),
  );
  const [first] = found;
  if (first === undefined) return [];
  const rate = indicator.kind === "events" ? gaugesAsRates(indicator) : meanOf(first.selector);
  return [
    {
      path: [...path, ...first.part.field],
      code: "gauge-as-counter",
      severity: "warning",
      problem: `${shorten(first.selector.metric)} is no counter: ${first.why}`,
      remedy: `name a counter; or write ${rate}, each query divided by the seconds that a value stands for if it is no rate`,
    },
  ];
}

/** So many falls within an hour are no restarts, if they are also a good part of all changes. */
const FALLS = { most: 10, share: 1 / 4 } as const;

function whyNoCounter(selector: Selector, live: LiveAnswers): string | undefined {
  // What a rule records is told by its name, without a Prometheus.
  if (selector.metric.includes(":")) return undefined;
  const types = typesOf(selector.metric, live);
  if (types.length > 0 && types.every((type) => NO_COUNTERS.has(type)))
    return `its targets say that it is a ${types.join(", ")}`;
  const resets = call("resets", range(selector, hours(1)));
  const changes = call("changes", range(selector, hours(1)));
  const often = binary(binary(resets, ">", number(FALLS.most)), ">", binary(changes, "*", number(FALLS.share)));
  const most = live.series(aggregate("max", [], often))?.[0]?.values[0];
  return most === undefined
    ? undefined
    : `it fell ${formatNumber(most)} times within the last hour, and a counter falls only when its process starts anew`;
}

const NO_COUNTERS: ReadonlySet<string> = new Set(["gauge", "gaugehistogram", "info", "stateset"]);

/** OpenMetrics names a counter without its suffix where it tells of types. */
function typesOf(metric: string, live: LiveAnswers): readonly string[] {
  if (metric === "") return [];
  const own = live.types(metric) ?? [];
  return own.length > 0 || !metric.endsWith("_total") ? own : (live.types(metric.slice(0, -"_total".length)) ?? []);
}

function successFaults({ objective: { indicator }, path }: Subject, live: LiveAnswers): readonly FieldFault[] {
  return partsOf(indicator)
    .filter(isSuccess)
    .flatMap(({ selector, field }) => {
      const counter = typesOf(selector.metric, live).includes("counter");
      const highest =
        live.series(aggregate("max", [], call("max_over_time", range(selector, hours(1)))))?.[0]?.values[0] ?? 0;
      if (!counter && !(highest > 1)) return [];
      return [
        {
          path: [...path, ...field],
          code: "probe-not-boolean",
          severity: "warning",
          problem: `${shorten(selector.metric)} ${counter ? "is a counter" : `was ${formatNumber(highest)} within the last hour`}, expected 0 or 1`,
          remedy: "name a gauge that is 1 while all is well and 0 while it is not; counters belong in events",
        },
      ];
    });
}

const isSuccess = (part: IndicatorPart): part is Extract<IndicatorPart, { readonly role: "success" }> =>
  part.role === "success";
