import { type DashboardLink, DashboardLinkBuilder, DashboardLinkType } from "@grafana/grafana-foundation-sdk/dashboard";
import { OVERVIEW_UID } from "../../objective/dashboard-uid.ts";
import type { DrawnService } from "./drawn-service.ts";

/** A link as the dashboard takes it. */
export interface BuiltLink {
  build(): DashboardLink;
}

/** On every dashboard: the other ones, and Headroom's own page. */
export const commonLinks = (uiUrl: string | undefined): readonly BuiltLink[] =>
  uiUrl === undefined ? [] : [link("Headroom", uiUrl, "Budgets, burn and decisions as Headroom sees them")];

/** On a service's dashboard: where to go from a symptom. */
export const serviceLinks = ({ service, runbook }: DrawnService): readonly BuiltLink[] => [
  visible(
    new DashboardLinkBuilder("All SLOs")
      .type(DashboardLinkType.Link)
      .icon("dashboard")
      .url(`/d/${OVERVIEW_UID}`)
      .tooltip("The overview of all services")
      .keepTime(true),
  ),
  ...(runbook === undefined ? [] : [link("Runbook", runbook, "What to do when it fails")]),
  visible(
    new DashboardLinkBuilder("Alert rules")
      .type(DashboardLinkType.Link)
      .icon("bolt")
      .url(`/alerting/list?search=${encodeURIComponent(`label:service=${service}`)}`)
      .tooltip("The rules of this service's SLOs"),
  ),
];

const link = (title: string, url: string, tooltip: string): BuiltLink =>
  visible(
    new DashboardLinkBuilder(title)
      .type(DashboardLinkType.Link)
      .icon("external link")
      .url(url)
      .tooltip(tooltip)
      .targetBlank(true),
  );

/** The builder would hide links in a menu; who is paged at night should see them. */
function visible(builder: DashboardLinkBuilder): BuiltLink {
  const { placement: _, ...rest } = builder.build();
  return { build: () => rest };
}
