import { mergeReplicas } from "../ledger/reading/merge-replicas.ts";
import { namesInData } from "../objective/grouping.ts";
import { WINDOW_PLACEHOLDER } from "../objective/indicator.ts";
import type { Objective, Service } from "../objective/objective.ts";
import type { SampleSeries } from "../promql/sample-series.ts";
import { printLabel, printSelector, type Selector } from "../promql/selector.ts";
import { countersOf, type IndicatorPart, partsOf, selectorsOf } from "../sli/indicator-parts.ts";
import { replicasOf } from "../sli/replicas.ts";
import { describe, listOf, shorten } from "../spec/text/describe.ts";
import type { Path } from "../spec/text/node.ts";
import type { Seconds } from "../units/seconds.ts";
import { busiest, type CounterForm, samplesWith } from "./counter-samples.ts";
import type { LiveAnswers } from "./live-answers.ts";
import { likenessOf } from "./same-counter.ts";
import { type FieldFault, subjectsOf } from "./subject.ts";

/** Series that differ only by who wrote them, so that each event counts more than once. Told once of a file. */
export function checkDoubled(service: Service, live: LiveAnswers): readonly FieldFault[] {
  const found = subjectsOf(service).flatMap(({ objective, path }) =>
    partsOf(objective.indicator)
      .flatMap((part) => totalsOf(objective, part, path, live))
      .flatMap((counted) => doublingOf(counted, live) ?? []),
  );
  return [...Map.groupBy(found, ({ remedy }) => remedy).values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const related = others.map(({ path }) => ({ path, note: "is doubled as well" }));
    return [related.length === 0 ? first : { ...first, related }];
  });
}

/** A count of all events, and what is known of its series. */
interface Counted {
  readonly path: Path;
  readonly selector: Selector;
  readonly form: CounterForm;
  readonly delay: Seconds;
  /** Labels of replicas that whoever reads it leaves out already. */
  readonly known: readonly string[];
  /** Whether the author chooses or groups by a label, and so means each of its series by itself. */
  readonly isMeant: (label: string) => boolean;
  /** An author's query, which is asked as it is written. */
  readonly query: string | undefined;
}

/** Of replicas every counter is there as often: it is enough to look at totals. */
function totalsOf(objective: Objective, part: IndicatorPart, path: Path, live: LiveAnswers): readonly Counted[] {
  if (part.role !== "total" && part.role !== "histogram") return [];
  const query = part.kind === "query" ? part.query : undefined;
  const names = new Set([
    ...namesInData(objective),
    ...selectorsOf(part).flatMap(({ matchers }) => matchers.map(({ label }) => label)),
    ...(query?.match(/[\w.]+/g) ?? []),
  ]);
  return (part.role === "total" && part.absence !== "judged with its histogram" ? countersOf(part) : selectorsOf(part))
    .filter(({ metric }) => metric !== "")
    .map((selector) => ({
      path: [...path, ...part.field],
      selector,
      form: part.role === "histogram" ? "histogram" : "number",
      delay: objective.delay,
      known: query === undefined ? replicasOf(objective, live.replicas.labels) : [],
      isMeant: (label) => names.has(label),
      query,
    }));
}

/** Labels that tell targets, and parts of one histogram: what is alike there is never the work of a replica. */
const NO_REPLICAS: ReadonlySet<string> = new Set(["__name__", "instance", "pod", "le", "quantile"]);

/** Who reads two counters at the same times may count one thing under two labels; only a name can tell then. */
const NAMES_A_READER = /replica|prom|scrape|collector|agent|receive|(?:^|_)ha(?:_|$)/i;

function doublingOf(counted: Counted, live: LiveAnswers): FieldFault | undefined {
  const answered = live.series(busiest(counted.selector, counted.form), counted.delay);
  if (answered === undefined) return undefined;
  const series = mergeReplicas(answered, counted.known);
  const labels = [...new Set(series.flatMap((one) => Object.keys(one.labels)))]
    .filter((label) => !NO_REPLICAS.has(label) && !counted.isMeant(label))
    .filter((label) => isDoubledBy(label, series, counted, live))
    .toSorted();
  if (labels.length === 0) return undefined;
  const times = Math.max(...groupsWithout(labels, series).map(({ length }) => length));
  const values = [...new Set(series.map((one) => one.labels[labels[0] ?? ""] ?? ""))].toSorted();
  const differ = `${labels.map(printLabel).join(" or ")} alone (${listOf(values.slice(0, NAMED).map(describe), "and")})`;
  return {
    path: counted.path,
    code: "events-counted-twice",
    severity: "warning",
    problem: `each event of ${shorten(printSelector(counted.selector))} counts ${times === 2 ? "twice" : `${times} times`}: series that differ in ${differ} are one counter, read more than once`,
    remedy: remedyFor(labels, values, counted, live, answered),
  };
}

/** How many values of a label are named. */
const NAMED = 3;

/** Each series with those that differ from it by the labels alone. */
const groupsWithout = (
  labels: readonly string[],
  series: readonly SampleSeries[],
): readonly (readonly SampleSeries[])[] => [...Map.groupBy(series, (one) => keyWithout(labels, one)).values()];

/** Prometheus tells labels by their order. */
const keyWithout = (labels: readonly string[], series: SampleSeries): string =>
  JSON.stringify(Object.entries(series.labels).filter(([name]) => name !== "__name__" && !labels.includes(name)));

/** So many groups of series are looked at; that they are alike by chance is then out of the question. */
const LOOKED_AT = 4;

/** Increases that differ by more are not worth a look at the samples. */
const ALIKE = 0.8;

function isDoubledBy(label: string, series: readonly SampleSeries[], counted: Counted, live: LiveAnswers): boolean {
  const groups = groupsWithout([label], series).filter((group) => group.length > 1);
  const alike = groups.filter((group) => {
    const increases = group.map(({ values }) => values[0] ?? 0);
    return Math.min(...increases) >= ALIKE * Math.max(...increases);
  });
  if (alike.length === 0 || alike.length < groups.length / 2) return false;
  // Busy ones and quiet ones: each is the better proof against another chance.
  const chosen = new Set(
    Array.from({ length: LOOKED_AT }, (_, i) => alike[Math.round((i * (alike.length - 1)) / (LOOKED_AT - 1))]),
  );
  const seen = [...chosen].flatMap((group) => (group === undefined ? [] : likenessesIn(group, label, counted, live)));
  return seen.includes("twice") && !seen.includes("not");
}

function likenessesIn(
  group: readonly SampleSeries[],
  label: string,
  { selector, form, delay, known }: Counted,
  live: LiveAnswers,
): readonly ("twice" | "not")[] {
  const [one] = group;
  if (one === undefined) return [];
  const answered = samplesWith({ metric: selector.metric, labels: one.labels, without: label }, form, live, delay);
  const wanted = keyWithout([label], one);
  const [first, ...others] = mergeReplicas(answered ?? [], known).filter(
    (each) => keyWithout([label], each) === wanted,
  );
  return others.flatMap((other) => {
    const likeness = first === undefined ? "unknown" : likenessOf(first, other);
    if (likeness === "unknown") return [];
    const isTwice = likeness === "one counter, read twice" || (likeness === "one reader" && NAMES_A_READER.test(label));
    return [isTwice ? "twice" : "not"];
  });
}

function remedyFor(
  labels: readonly string[],
  values: readonly string[],
  { selector, query, known }: Counted,
  live: LiveAnswers,
  answered: readonly SampleSeries[],
): string {
  if (query !== undefined) {
    const without = `max without (${labels.map(printLabel).join(", ")}) `;
    return `write ${without}(…) around each rate of the query, such as ${without}(rate(${printSelector(selector)}[${WINDOW_PLACEHOLDER}]))`;
  }
  // Jobs of one name elsewhere are not the same job: what the source says holds for all its series.
  if (labels.includes("job")) return `read one of its jobs: add job=${JSON.stringify(values[0] ?? "")} to the selector`;
  const kept = known.filter(
    (label) => live.replicas.areGiven || answered.some((one) => one.labels[label] !== undefined),
  );
  return `write replicaLabels: [${[...kept, ...labels].map(yamlText).join(", ")}] beside the url of this source in the settings, and generate the rules anew`;
}

/** Label names that YAML takes for something else are quoted. */
const yamlText = (label: string): string =>
  /^[a-zA-Z_]\w*$/.test(label) && !/^(?:null|true|false)$/i.test(label) ? label : JSON.stringify(label);
