import { printSelector } from "../../promql/selector.ts";
import { SERVICE_LABEL } from "../../sli/series-names.ts";
import { printPromDuration } from "../../units/prom-duration.ts";
import { minutes, seconds, type Seconds } from "../../units/seconds.ts";
import { FAILED, GROUP_LABEL, MISSED } from "../alerts/evaluation-alert.ts";
import type { AlertingRule, RuleGroup } from "../elements/rule.ts";
import type { Shown } from "../elements/text.ts";
import { TEST_STEP } from "./scenarios.ts";

/** What Prometheus counts of one group: nothing for a while, then what it is about. */
interface WatchStory {
  readonly name: string;
  readonly metric: string;
  readonly group: RuleGroup;
  /** How much the counter grows at the first step of trouble, and at each step from then on. */
  readonly grows: readonly [number, number];
  readonly fires: boolean;
}

const QUIET_FOR = minutes(10);
/** The alert waits for 15 minutes of it. */
const NOT_YET = minutes(10);
const TOLD_FOR = minutes(20);

/** Any file: the alert goes by the names of the groups. */
const FILE = "/etc/prometheus/rules.yaml";

/** One troubled group is what the text tells. */
const SHOWN: Shown = { value: 1, group: {}, errorRatio: 0, budgetLeft: undefined };

/** Promtool's tests of the alert that watches the groups of a service: what is told, and what is not. */
export function watchTests(service: string, groups: readonly RuleGroup[]): readonly object[] {
  const [first] = groups;
  const shared = groups.at(-2);
  const alert = groups.at(-1)?.rules.find((rule) => rule.kind === "alert");
  if (first === undefined || shared === undefined || alert === undefined) return [];
  const stories: readonly WatchStory[] = [
    { name: "evaluations missed again and again", metric: MISSED, group: first, grows: [1, 1], fires: true },
    { name: "evaluations missed at a restart", metric: MISSED, group: first, grows: [5, 0], fires: false },
    { name: "evaluations fail", metric: FAILED, group: first, grows: [1, 1], fires: true },
    { name: "a rare evaluation fails", metric: FAILED, group: shared, grows: [1, 0], fires: true },
  ];
  return stories.map((story) => toTest(service, alert, story));
}

function toTest(service: string, alert: AlertingRule, { name, metric, group, grows, fires }: WatchStory): object {
  const matchers = [{ label: GROUP_LABEL, operator: "=" as const, value: `${FILE};${group.name}` }];
  const told = seconds(QUIET_FOR + TOLD_FOR);
  const [first, then] = grows;
  const calm = QUIET_FOR / TEST_STEP;
  return {
    name: `rules: ${name}`,
    interval: printPromDuration(TEST_STEP),
    input_series: [
      { series: printSelector({ metric, matchers }), values: `0x${calm} ${first}+${then}x${TOLD_FOR / TEST_STEP}` },
    ],
    promql_expr_test: [
      firing(service, alert, QUIET_FOR, false),
      firing(service, alert, seconds(QUIET_FOR + NOT_YET), false),
      firing(service, alert, told, fires),
    ],
    alert_rule_test: [
      { eval_time: printPromDuration(told), alertname: alert.alert, exp_alerts: fires ? [text(alert)] : [] },
    ],
  };
}

function firing(service: string, { alert }: AlertingRule, at: Seconds, fires: boolean): object {
  const selector = printSelector({
    metric: "ALERTS",
    matchers: [
      { label: SERVICE_LABEL, operator: "=", value: service },
      { label: "alertname", operator: "=", value: alert },
      { label: "alertstate", operator: "=", value: "firing" },
    ],
  });
  return {
    expr: `count(${selector})`,
    eval_time: printPromDuration(at),
    exp_samples: fires ? [{ labels: "{}", value: 1 }] : [],
  };
}

function text({ labels, annotations }: AlertingRule): object {
  const plain = (texts: AlertingRule["annotations"]): object =>
    Object.fromEntries(Object.entries(texts).map(([name, { plain: said }]) => [name, said(SHOWN)]));
  return { exp_labels: plain(labels), exp_annotations: plain(annotations) };
}
