import type { BurnCondition } from "../../objective/alert-policy.ts";
import type { Cause } from "../../objective/cause.ts";
import { dashboardUid } from "../../objective/dashboard-uid.ts";
import type { Objective, Service } from "../../objective/objective.ts";
import { printWindow } from "../../objective/slo-window.ts";
import { formatNumber } from "../../promql/format-number.ts";
import type { Seconds } from "../../units/seconds.ts";
import { printLatency } from "../../units/latency.ts";
import { groupLabelInUrl, nameOf, scaledValue } from "../elements/query-in-text.ts";
import { budgetCostText, budgetLeftText, budgetName, burningText } from "./budget-text.ts";
import { gapNextStep, gapSummary, inGap } from "./gap-text.ts";
import { liveness, worstSeries } from "./next-step.ts";
import { COUNT_FORMAT, PERCENT_FORMAT, SHARE_FORMAT } from "../elements/number-format.ts";
import { isEmpty, join, text, type Text } from "../elements/text.ts";

/** What the texts of alerts need besides the objective. */
export interface TextContext {
  readonly causes: readonly Cause[];
  /** Where Grafana is, without a trailing slash; undefined leaves the link out. */
  readonly dashboardUrl: string | undefined;
}

/** The texts of an alert, by the name of the annotation. */
export type Annotations = Readonly<Record<string, Text>>;

/**
 * For a person who was just woken: what fails for whom, how fast, how much is left, where to look.
 *
 * @param gapReach - how far back errors may lie that nobody scraped, where the alert may be for these
 */
export function burnAnnotations(
  objective: Objective,
  conditions: readonly BurnCondition[],
  gapReach: Seconds | undefined,
  context: TextContext,
): Annotations {
  const either = (ofGap: (reach: Seconds) => Text, usual: Text): Text =>
    gapReach === undefined ? usual : inGap(ofGap(gapReach), usual);
  const summary = text`${failing(objective)}: ${burningText(objective)}, ${budgetLeftText(objective)}`;
  return {
    summary: text`${nameOf(objective)} ${either((reach) => gapSummary(objective, reach), summary)}`,
    description: sentences([
      text`${objective.description ?? ""}`,
      text`Promised: ${promise(objective)}; ${budgetCostText(objective, conditions)}.`,
      either((reach) => gapNextStep(context.causes, reach), nextStep(context.causes)),
    ]),
    query: either((reach) => worstSeries(objective, reach), worstSeries(objective)),
    ...links(objective, context),
  };
}

/** For a person who plans the week: risky changes can wait. */
export function exhaustedAnnotations(objective: Objective, context: TextContext): Annotations {
  return {
    summary: text`${nameOf(objective)} has no ${budgetName(objective.window)} left: overspent by ${scaledValue(-100, PERCENT_FORMAT)}`,
    description: sentences([
      text`${objective.description ?? ""}`,
      text`Promised: ${promise(objective)}.`,
      text`Hold risky changes until old failures have left the window, or agree on another target.`,
    ]),
    query: worstSeries(objective),
    ...links(objective, context),
  };
}

/** For a person who must find out whether the service or its measurement is gone. */
export function missingAnnotations(objective: Objective, age: Text, context: TextContext): Annotations {
  const name = `${objective.service}-${objective.slo}`;
  return {
    summary: text`${name} has no data: ${age}`,
    description: sentences([
      text`${objective.description ?? ""}`,
      text`Nobody knows whether this holds, and its burn alerts cannot fire until data comes in.`,
      text`Next: run the query; when it is empty, check the scrape target (up == 0) and the selector in the spec, else the errors of its rules on Prometheus' own page.`,
    ]),
    query: liveness(objective),
    // The alert speaks of all groups together, so its link picks none.
    ...links({ ...objective, by: [] }, context),
  };
}

const GROUPS: Text = {
  template: `{{ $value | ${COUNT_FORMAT.template} }}`,
  plain: ({ value }) => COUNT_FORMAT.plain(value),
};

/** For a person who must find out why Prometheus does not evaluate what it should: too much of it, or what cannot be. */
export function evaluationAnnotations(
  { service, runbook }: Pick<Service, "service" | "runbook">,
  query: string,
  dashboardUrl: string | undefined,
): Annotations {
  return {
    summary: text`rules of ${service} are evaluated late, or fail, in ${GROUPS} of its rule groups`,
    description: text`Alerts of these groups come late or not at all, and what the groups record grows old. Next: run the query, which names the groups; Prometheus' own page of rules shows what fails and why, and how long each takes, which must be less than its interval.`,
    query: text`${query}`,
    ...(dashboardUrl === undefined ? {} : { dashboard_url: text`${dashboardUrl}/d/${dashboardUid(service)}` }),
    ...(runbook === undefined ? {} : { runbook_url: text`${runbook}` }),
  };
}

function failing({ indicator }: Objective): Text {
  const share = scaledValue(100, SHARE_FORMAT);
  switch (indicator.kind) {
    case "events":
      return text`is failing ${share} of ${indicator.total.some(({ metric }) => /request|http|grpc|rpc/.test(metric)) ? "requests" : "events"}`;
    case "latency":
      return text`is slower than ${printLatency(indicator.under)} for ${share} of requests`;
    case "probe":
      return text`is down ${share} of the time`;
    case "promql":
      return text`is failing ${share} of events`;
  }
}

const promise = ({ target, window }: Objective): string =>
  `${formatNumber(target * 100)}% over ${window.kind === "rolling" ? printWindow(window) : `a ${window.unit}`}`;

const nextStep = (causes: readonly Cause[]): Text =>
  text`Next: compare the start of the burn with the last deploy${named(causes)}; the query shows the worst series.`;

const named = (causes: readonly Cause[]): string =>
  causes.length === 0 ? "" : `, and with ${causes.map(({ name }) => name).join(", ")}`;

function links(objective: Objective, { dashboardUrl }: TextContext): Annotations {
  const group = join(
    objective.by.map((label) => text`&var-${label}=${groupLabelInUrl(label)}`),
    "",
  );
  return {
    ...(dashboardUrl === undefined
      ? {}
      : { dashboard_url: text`${dashboardUrl}/d/${dashboardUid(objective.service)}?var-slo=${objective.slo}${group}` }),
    ...(objective.runbook === undefined ? {} : { runbook_url: text`${objective.runbook}` }),
  };
}

const sentences = (parts: readonly Text[]): Text =>
  join(
    parts.filter((part) => !isEmpty(part)),
    " ",
  );
