import { OBJECTIVE_LABELS, type Scope } from "./scope.ts";

/** Names a line: `checkout/availability` among services, `availability GET` within one. */
export function lineLegend(scope: Scope): string {
  const by = scope.labels.filter((label) => !OBJECTIVE_LABELS.includes(label));
  return [scope.oneService ? "{{slo}}" : "{{service}}/{{slo}}", ...by.map((label) => `{{${label}}}`)].join(" ");
}
