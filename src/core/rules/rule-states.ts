import type { Service } from "../objective/objective.ts";
import { aggregate, call, type Expression, subquery, vector } from "../promql/expression.ts";
import type { SampleSeries } from "../promql/sample-series.ts";
import { SERVICE_LABEL } from "../sli/series-names.ts";
import { instantFromUnix, type Instant } from "../units/instant.ts";
import { days, minutes } from "../units/seconds.ts";
import type { Rule, RuleGroup } from "./elements/rule.ts";
import { serviceGroups } from "./rule-groups.ts";
import type { ToldGroup, ToldRule } from "./told-group.ts";

/** How a generated rule stands in a Prometheus. */
export interface RuleState {
  readonly kind: Rule["kind"];
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** What Prometheus tells of it; undefined where it has not loaded it. */
  readonly told: ToldRule | undefined;
  /** Of an alert: when a sample of it last said that it fires; undefined where none did. */
  readonly lastFired: Instant | undefined;
}

/** How a generated group stands in a Prometheus. */
export interface GroupState {
  readonly name: string;
  /** How often it is to be evaluated. */
  readonly intervalSeconds: number;
  readonly told: ToldGroup | undefined;
  readonly rules: readonly RuleState[];
}

/** The names of the groups that a service's rules are in. */
export const groupNames = (service: Service): readonly string[] =>
  serviceGroups(service, undefined).map(({ name }) => name);

/**
 * How the rules of a service stand: each is found by the name of its group, its own name and its labels.
 *
 * @param told - what Prometheus has loaded, of whatever origin
 * @param fired - the answer to {@link lastFiredQuery}
 */
export function ruleStates(
  service: Service,
  told: readonly ToldGroup[],
  fired: readonly SampleSeries[],
): readonly GroupState[] {
  return serviceGroups(service, undefined).map((group) => {
    // Two files may hold groups of one name: what either has loaded is loaded.
    const same = told.filter(({ name }) => name === group.name);
    return {
      name: group.name,
      intervalSeconds: group.interval,
      told: same[0],
      rules: group.rules.map((rule) => ruleState(rule, same, fired)),
    };
  });
}

function ruleState(rule: Rule, groups: readonly ToldGroup[], fired: readonly SampleSeries[]): RuleState {
  const [name, labels] = [nameOf(rule), labelsOf(rule)];
  const found = groups
    .flatMap(({ rules }) => rules)
    .filter((one) => one.kind === rule.kind && one.name === name && isEqual(one.labels, labels));
  return {
    kind: rule.kind,
    name,
    labels,
    told: found.find(({ health }) => health === "err") ?? found[0],
    lastFired: rule.kind === "alert" ? lastFired(name, labels, fired) : undefined,
  };
}

const nameOf = (rule: Rule): string => (rule.kind === "record" ? rule.record : rule.alert);

/** As rule files hold them. */
const labelsOf = (rule: Rule): Readonly<Record<string, string>> =>
  rule.kind === "record"
    ? rule.labels
    : Object.fromEntries(Object.entries(rule.labels).map(([name, { template }]) => [name, template]));

function isEqual(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
}

function lastFired(
  alert: string,
  labels: Readonly<Record<string, string>>,
  fired: readonly SampleSeries[],
): Instant | undefined {
  const plain = plainLabels(labels);
  const times = fired
    .filter((series) => series.labels[ALERT_NAME] === alert)
    .filter((series) => plain.every(([name, value]) => series.labels[name] === value))
    .flatMap(({ values }) => values);
  return times.length === 0 ? undefined : instantFromUnix(Math.max(...times));
}

/** What Prometheus calls the series of its alerts, and what it says on them. */
const ALERTS = "ALERTS";
const ALERT_NAME = "alertname";
const ALERT_STATE = "alertstate";

/** How far back it is looked for alerts that fired. */
const FIRED_WITHIN = days(7);
/** No alert of ours fires for less. */
const LOOKED_AT_EVERY = minutes(1);

/** When each alert of a service last fired, as Unix seconds; in one series for each set of labels of its rules. */
export function lastFiredQuery(service: Service): Expression {
  const alerts = vector({
    metric: ALERTS,
    matchers: [
      { label: ALERT_STATE, operator: "=", value: "firing" },
      { label: SERVICE_LABEL, operator: "=", value: service.service },
    ],
  });
  const fired = call("max_over_time", subquery(call("timestamp", alerts), FIRED_WITHIN, LOOKED_AT_EVERY));
  return aggregate("max", [ALERT_NAME, ...labelNames(serviceGroups(service, undefined))], fired);
}

/** Groups of a split SLO have labels more, of which there may be thousands: each rule is told of as a whole. */
function labelNames(groups: readonly RuleGroup[]): readonly string[] {
  const names = groups
    .flatMap(({ rules }) => rules)
    .flatMap((rule) => (rule.kind === "alert" ? plainLabels(labelsOf(rule)) : []))
    .map(([name]) => name);
  return [...new Set(names)].toSorted();
}

/** Those that Prometheus puts on the alert as they are. */
const plainLabels = (labels: Readonly<Record<string, string>>): readonly (readonly [name: string, value: string])[] =>
  Object.entries(labels).filter(([, value]) => !value.includes("{{"));
