import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { RuleEntry } from "./rule-entries.ts";
import { labelValue } from "../../promql/label-value.ts";

/** Which alerts wake people: those with one of these values in one of these labels. */
export type PageLabels = Readonly<Record<string, readonly string[]>>;

/** Where nobody says which: the severities by which rule files commonly page, our own among them. */
export const DEFAULT_PAGE_LABELS: PageLabels = { severity: ["page", "critical"] };

/** Which alerts wake people where pages and tickets have these severities. */
export const pageLabelsOf = ({ page, ticket }: Readonly<Record<"page" | "ticket", string>>): PageLabels => ({
  severity: [...new Set([page, ...(DEFAULT_PAGE_LABELS["severity"] ?? [])])].filter((name) => name !== ticket),
});

/** Whether an alert wakes people, by the labels that its rule and its group give it. */
export const isPage = ({ labels }: RuleEntry, pageLabels: PageLabels): boolean =>
  Object.entries(pageLabels).some(([label, values]) => values.includes(labelValue(labels, label)));

/** Told of a run in which alerts were read and none wakes anybody: those that do may be labelled in another way. */
export function nothingPages(alerts: readonly RuleEntry[], pageLabels: PageLabels): Diagnostic | undefined {
  const [first] = alerts;
  if (first === undefined || alerts.some((alert) => isPage(alert, pageLabels))) return undefined;
  const pages = Object.entries(pageLabels).map(([label, values]) => `${label}=${values.join(" or ")}`);
  const carried = commonest(alerts);
  return {
    code: "nothing-pages",
    severity: "warning",
    ...first.place,
    problem: `${none(alerts.length)}, so nothing was judged: a page carries ${pages.join(", or ")}`,
    remedy:
      carried === undefined
        ? "name the label that wakes people, as in --page-label severity=critical, or label the alerts"
        : `if ${carried} wakes people, say --page-label ${carried}; if nothing here does, all is well`,
  };
}

const none = (alerts: number): string =>
  alerts === 1 ? "the one alert does not page" : `none of ${alerts} alerts pages`;

/** Labels that usually say how urgent an alert is. */
const URGENCY = ["severity", "priority", "level", "urgency", "alert_level", "notify", "page", "pager", "route"];

function commonest(alerts: readonly RuleEntry[]): string | undefined {
  const label = URGENCY.find((name) => alerts.some(({ labels }) => labelValue(labels, name) !== ""));
  if (label === undefined) return undefined;
  const values = Map.groupBy(alerts, ({ labels }) => labelValue(labels, label));
  values.delete("");
  const ranked = [...values].toSorted(([a, as], [b, bs]) => bs.length - as.length || (a < b ? -1 : 1));
  return ranked[0] === undefined ? undefined : `${label}=${ranked[0][0]}`;
}
