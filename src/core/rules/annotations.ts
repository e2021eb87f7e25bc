import type { BurnCondition } from "../objective/alert-policy.ts";
import type { Cause } from "../objective/cause.ts";
import { dashboardUid } from "../objective/dashboard-uid.ts";
import type { Objective } from "../objective/objective.ts";
import { formatNumber } from "../promql/format-number.ts";
import { printWindow } from "../objective/slo-window.ts";
import { printPromDuration } from "../units/prom-duration.ts";
import { budgetCosts, budgetLeft, budgetName, burning } from "./budget-text.ts";
import { liveness, worstSeries } from "./next-step.ts";
import { literal, nameInText, PERCENT, scaledValue } from "./template.ts";

/** What the texts of alerts need besides the objective. */
export interface TextContext {
  readonly causes: readonly Cause[];
  /** Where Grafana is, without a trailing slash; undefined leaves the link out. */
  readonly dashboardUrl: string | undefined;
}

export type Annotations = Readonly<Record<string, string>>;

/** For a person who was just woken: what fails for whom, how fast, how much is left, where to look. */
export function burnAnnotations(objective: Objective, conditions: readonly BurnCondition[], context: TextContext): Annotations {
  return {
    summary: `${nameInText(objective)} ${failing(objective)}: ${burning(objective)}, ${budgetLeft(objective)}`,
    description: sentences([
      literal(objective.description ?? ""),
      `Promised: ${promise(objective)}; ${budgetCosts(objective, conditions)}.`,
      nextStep(context.causes),
    ]),
    query: literal(worstSeries(objective)),
    ...links(objective, context),
  };
}

/** For a person who plans the week: risky changes can wait. */
export function exhaustedAnnotations(objective: Objective, context: TextContext): Annotations {
  return {
    summary: `${nameInText(objective)} has no ${budgetName(objective.window)} left: overspent by ${scaledValue(-100, PERCENT)}`,
    description: sentences([
      literal(objective.description ?? ""),
      `Promised: ${promise(objective)}. Hold risky changes until old failures have left the window, or agree on another target.`,
    ]),
    query: literal(worstSeries(objective)),
    ...links(objective, context),
  };
}

/** For a person who must find out whether the service or its measurement is gone. */
export function missingAnnotations(objective: Objective, age: string, context: TextContext): Annotations {
  return {
    summary: `${objective.service}-${objective.slo} has no data: ${age}`,
    description: sentences([
      `Nobody knows whether ${objective.service}-${objective.slo} holds, and its burn alerts cannot fire until data comes in.`,
      "Next: run the query; when it is empty, check the scrape target (up == 0) and the selector in the spec.",
    ]),
    query: literal(liveness(objective)),
    // The alert speaks of all groups together, so its link picks none.
    ...links({ ...objective, by: [] }, context),
  };
}

function failing({ indicator }: Objective): string {
  const share = scaledValue(100, PERCENT);
  switch (indicator.kind) {
    case "events":
      return `is failing ${share} of ${indicator.total.some(({ metric }) => /request|http|grpc|rpc/.test(metric)) ? "requests" : "events"}`;
    case "latency":
      return `is slower than ${printPromDuration(indicator.under)} for ${share} of requests`;
    case "probe":
      return `is down ${share} of the time`;
    case "promql":
      return `is failing ${share} of events`;
  }
}

const promise = ({ target, window }: Objective): string => `${formatNumber(target * 100)}% over ${window.kind === "rolling" ? printWindow(window) : `a ${window.unit}`}`;

function nextStep(causes: readonly Cause[]): string {
  const named = causes.length === 0 ? "" : `, and with ${causes.map(({ name }) => literal(name)).join(", ")}`;
  return `Next: compare the start of the burn with the last deploy${named}; the query shows the worst series.`;
}

function links(objective: Objective, { dashboardUrl }: TextContext): Annotations {
  const group = objective.by.map((label) => `&var-${label}={{ $labels.${label} | urlquery }}`).join("");
  return {
    ...(dashboardUrl === undefined ? {} : { dashboard_url: `${literal(dashboardUrl)}/d/${dashboardUid(objective.service)}?var-slo=${objective.slo}${group}` }),
    ...(objective.runbook === undefined ? {} : { runbook_url: literal(objective.runbook) }),
  };
}

const sentences = (parts: readonly string[]): string => parts.filter((part) => part !== "").join(" ");
