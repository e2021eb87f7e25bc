import type { GeneratedFile } from "../documents/generated-file.ts";
import type { Service } from "../objective/objective.ts";
import type { DrawnService } from "./elements/drawn-service.ts";
import { overview } from "./overview.ts";
import { printJson } from "./elements/print-json.ts";
import { serviceDashboard } from "./service-dashboard.ts";

const OVERVIEW = "overview";

/** What decides what dashboards look like, besides the specs. */
export interface DashboardOptions {
  /** Where Headroom's own page is, to be linked; no link without. */
  readonly uiUrl?: string;
}

/**
 * Grafana dashboards: one of all services and one of each. The order of the services does not matter, and the same
 * specs give the same bytes.
 */
export function generateDashboards(services: readonly Service[], options: DashboardOptions): readonly GeneratedFile[] {
  if (services.length === 0) return [];
  const drawn = services.map(toDrawnService).toSorted((a, b) => (a.service < b.service ? -1 : 1));
  return [
    { path: OVERVIEW_PATH, text: printJson(overview(drawn, options.uiUrl)) },
    ...drawn.map((service) => ({
      path: dashboardPath(service.service),
      text: printJson(serviceDashboard(service, options.uiUrl)),
    })),
  ];
}

/** Where the dashboard of all services is. */
export const OVERVIEW_PATH = `dashboards/${OVERVIEW}.json`;

/** Where that of a service is. One may be called like the overview; its name holds no dot, so this one is free. */
export const dashboardPath = (service: string): string =>
  `dashboards/${service === OVERVIEW ? `${OVERVIEW}.service` : service}.json`;

const toDrawnService = ({ objectives, scaling, ...service }: Service): DrawnService => ({
  ...service,
  objectives: objectives.toSorted((a, b) => (a.slo < b.slo ? -1 : 1)),
  versionLabel: scaling[0]?.change.versionLabel ?? DEFAULT_VERSION_LABEL,
});

/** What a label is usually called that holds the version of a deploy. */
const DEFAULT_VERSION_LABEL = "version";
