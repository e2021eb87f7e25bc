import { generateDashboards } from "../../../src/core/dashboards/generate.ts";
import type { Service } from "../../../src/core/objective/objective.ts";

/** As much of Grafana's classic dashboard as the tests read. */
export interface DashboardJson {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly PanelJson[];
  readonly annotations: {
    readonly list: readonly { readonly name: string; readonly expr: string; readonly datasource: unknown }[];
  };
  readonly templating: {
    readonly list: readonly {
      readonly name: string;
      readonly type: string;
      readonly allValue?: string;
      readonly query: string;
    }[];
  };
}

export interface PanelJson {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly timeFrom?: string;
  /** The smallest step. */
  readonly interval?: string;
  readonly datasource?: { readonly uid: string };
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly {
    readonly refId: string;
    readonly expr: string;
    readonly instant?: boolean;
    readonly datasource: { readonly uid: string };
  }[];
  readonly fieldConfig?: {
    readonly overrides?: readonly {
      readonly matcher: { readonly options: string };
      readonly properties: readonly unknown[];
    }[];
    readonly defaults: {
      readonly unit?: string;
      readonly decimals?: number;
      readonly noValue?: string;
      readonly custom?: { readonly spanNulls?: boolean };
    };
  };
}

export const dashboardsOf = (services: readonly Service[]): readonly DashboardJson[] =>
  generateDashboards(services, {}).map(({ text }) => JSON.parse(text));

/** An expression of a dashboard, and whose it is. */
export interface DashboardQuery {
  readonly name: string;
  readonly expr: string;
  /** The panel it belongs to; undefined for annotations and variables. */
  readonly panel: PanelJson | undefined;
}

/** Every query of a dashboard as Prometheus gets it when All is chosen everywhere. */
export function queriesOf(dashboard: DashboardJson): readonly DashboardQuery[] {
  const allChosen = (expr: string): string =>
    dashboard.templating.list.reduce(
      (e, { name, allValue }) => e.replaceAll(new RegExp(`\\$${name}\\b`, "g"), () => allValue ?? ""),
      expr,
    );
  const named = (name: string, expr: string, panel: PanelJson | undefined): DashboardQuery => ({
    name: `${dashboard.title}: ${name}`,
    expr: allChosen(expr),
    panel,
  });
  return [
    ...dashboard.panels.flatMap((panel) =>
      (panel.targets ?? []).map(({ refId, expr }) => named(`${panel.title} (${refId})`, expr, panel)),
    ),
    ...dashboard.annotations.list.map(({ name, expr }) => named(`annotation ${name}`, expr, undefined)),
    ...dashboard.templating.list.flatMap(({ name, type, query }) =>
      type === "query"
        ? [named(`variable ${name}`, /^label_values\((.*), \w+\)$/.exec(query)?.[1] ?? "no label_values", undefined)]
        : [],
    ),
  ];
}
