import { nameInData, namesInData } from "../../objective/grouping.ts";
import { conditionsOf, isSpan } from "../../objective/exclusion.ts";
import type { Objective, Service } from "../../objective/objective.ts";
import { listSelectors } from "../../promql/list-selectors.ts";
import { needsSeries } from "../../promql/may-be-empty.ts";
import { printSelector } from "../../promql/selector.ts";
import { partsOf, selectorsOf } from "../../sli/indicator-parts.ts";
import { printPromDuration } from "../../units/prom-duration.ts";
import { days, seconds, type Seconds } from "../../units/seconds.ts";
import { burnAlert } from "../alerts/burn-alerts.ts";
import { eventsPerStep } from "./events-per-step.ts";
import { exampleSeries, type ExampleSeries } from "./example-series.ts";
import { feedsAnother } from "./feeds-another.ts";
import { recordedSelector } from "../elements/recorded.ts";
import { lifeValues, sampleValues } from "./sample-values.ts";
import type { RuleGroup } from "../elements/rule.ts";
import { watchTests } from "./watch-tests.ts";
import { type Expectation, FAST_FOR, type Scenario, scenarios, TEST_STEP } from "./scenarios.ts";
import type { Shown } from "../elements/text.ts";
import { labelValue } from "../../promql/label-value.ts";

type TestedService = Pick<Service, "service" | "objectives" | "causes">;

/**
 * What promtool tests of a service hold; `untested` are the objectives whose raw series the spec does not tell, or when
 * it is that they count.
 */
export interface TestFile {
  readonly content: object;
  readonly untested: readonly string[];
}

/**
 * The promtool test file of a service: every story of every objective, played on raw series, and those of the rules
 * themselves.
 *
 * @param groups - the rules, of which the last group watches the others
 */
export function testFile(
  service: TestedService,
  groups: readonly RuleGroup[],
  dashboardUrl: string | undefined,
): TestFile {
  const objectives = service.objectives.toSorted((a, b) => (a.slo < b.slo ? -1 : 1));
  const tests = objectives.map((objective) => ({ objective, data: testData(objective) }));
  return {
    content: {
      rule_files: [`../${service.service}.rules.yaml`],
      evaluation_interval: printPromDuration(TEST_STEP),
      tests: [
        ...tests.flatMap(({ objective, data }) =>
          data === undefined
            ? []
            : scenarios(objective, data.events)
                .filter(({ lives }) => lives === undefined || mayBeRenamed(objective))
                .map((scenario) => toTest(service, objective, data, scenario, dashboardUrl)),
        ),
        ...watchTests(service.service, groups),
      ],
    },
    untested: tests.filter(({ data }) => data === undefined).map(({ objective }) => objective.slo),
  };
}

/** Stories begin in 1970, as promtool does, and end long before its second day. */
const STORIES_END_MS = days(1) * 1000;

/** Whether an exclusion may hold in a story: by its time, by its own test data, or where nothing but these exist. */
function mayBeExcluded({ exclusions, indicator }: Objective): boolean {
  const read = new Set(
    partsOf(indicator)
      .flatMap(selectorsOf)
      .map(({ metric }) => metric),
  );
  return (
    exclusions.filter(isSpan).some(({ from }) => from < STORIES_END_MS) ||
    conditionsOf(exclusions).some(
      (when) => !needsSeries(when) || listSelectors(when).some(({ metric }) => metric === "" || read.has(metric)),
    )
  );
}

/** Raw series of an objective, and how many events they count in each step. */
interface TestData {
  readonly series: readonly ExampleSeries[];
  readonly events: number;
}

function testData(objective: Objective): TestData | undefined {
  if (mayBeExcluded(objective)) return undefined;
  const series = exampleSeries(objective);
  const events = eventsPerStep(objective, FAST_FOR);
  return series === undefined || events === undefined ? undefined : { series, events };
}

function toTest(
  service: TestedService,
  objective: Objective,
  { series, events }: TestData,
  scenario: Scenario,
  dashboardUrl: string | undefined,
): object {
  const texts = foretoldAlerts(service, objective, series, scenario, dashboardUrl);
  return {
    name: `${objective.slo}: ${scenario.name}`,
    interval: printPromDuration(TEST_STEP),
    input_series: inputSeries(series, scenario, events),
    promql_expr_test: scenario.expectations.map((expectation) => firingTest(objective, expectation)),
    ...(texts.length === 0 ? {} : { alert_rule_test: texts }),
  };
}

/** By which one life of a series is told from the next. */
const LIFE_LABEL = "pod";

/** Whether what an objective reads does not hang on the label by which lives are told. */
const mayBeRenamed = (objective: Objective): boolean =>
  !namesInData(objective).includes(LIFE_LABEL) &&
  partsOf(objective.indicator)
    .flatMap(selectorsOf)
    .every(({ matchers }) => matchers.every(({ label }) => label !== LIFE_LABEL));

function inputSeries(series: readonly ExampleSeries[], { phases, lives }: Scenario, events: number): readonly object[] {
  if (lives === undefined)
    return series.map(({ labels, counts }) => ({
      series: printSeries(labels),
      values: sampleValues(counts, phases, events),
    }));
  return lives.flatMap((afterSteps, i) =>
    series.map(({ labels, counts }) => ({
      series: printSeries({ ...labels, [LIFE_LABEL]: `life-${i + 1}` }),
      values: lifeValues(counts, afterSteps, events),
    })),
  );
}

/** The rules see a moment of the story when its samples are in. */
const evaluationTime = ({ delay }: Objective, at: Seconds): string => printPromDuration(seconds(at + delay));

/** Asks for this objective's alerts alone: `alert_rule_test` would have to list those of all others as well. */
function firingTest(objective: Objective, { at, watched, firing }: Expectation): object {
  const { naming } = objective;
  const { metric, matchers } = recordedSelector(objective, "ALERTS");
  const names = [...new Set(watched.map(({ alert }) => naming.names[alert]))].join("|");
  const severities = [...new Set(watched.map(({ severity }) => naming.severities[severity]))].join("|");
  const selector = printSelector({
    metric,
    matchers: [
      ...matchers,
      { label: "alertstate", operator: "=", value: "firing" },
      { label: "alertname", operator: "=~", value: names },
      { label: "severity", operator: "=~", value: severities },
    ],
  });
  return {
    expr: `count by (alertname, severity) (${selector})`,
    eval_time: evaluationTime(objective, at),
    exp_samples: firing.map(({ alert, severity }) => ({
      labels: `{alertname="${naming.names[alert]}",severity="${naming.severities[severity]}"}`,
      value: 1,
    })),
  };
}

/** The burn alerts with their whole texts, where nothing else in the file can fire beside them. */
function foretoldAlerts(
  service: TestedService,
  objective: Objective,
  series: readonly ExampleSeries[],
  scenario: Scenario,
  dashboardUrl: string | undefined,
): readonly object[] {
  const { foretold } = scenario;
  const [expectation] = scenario.expectations;
  if (foretold === undefined || expectation === undefined || feedsAnother(service.objectives, objective, series))
    return [];
  const labels = series[0]?.labels ?? {};
  const group = Object.fromEntries(
    objective.by.map((label) => [label, labelValue(labels, nameInData(objective, label))]),
  );
  const shown: Shown = { value: foretold, group, errorRatio: foretold, budgetLeft: undefined };
  const alerts = expectation.firing.flatMap(({ severity }) =>
    burnAlert(objective, severity, { causes: service.causes, dashboardUrl }),
  );
  const plain = (texts: Readonly<Record<string, { readonly plain: (shown: Shown) => string }>>): object =>
    Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, text.plain(shown)]));
  return [
    {
      eval_time: evaluationTime(objective, expectation.at),
      alertname: objective.naming.names.burn,
      exp_alerts: alerts.map((alert) => ({
        exp_labels: { ...group, ...plain(alert.labels) },
        exp_annotations: plain(alert.annotations),
      })),
    },
  ];
}

function printSeries({ __name__: metric = "", ...labels }: Readonly<Record<string, string>>): string {
  return printSelector({
    metric,
    matchers: Object.entries(labels)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([label, value]) => ({ label, operator: "=", value })),
  });
}
