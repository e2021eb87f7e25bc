import type { Service } from "../objective/objective.ts";
import type { DrawnService } from "./drawn-service.ts";
import { overview } from "./overview.ts";
import { printJson } from "./print-json.ts";
import { serviceDashboard } from "./service-dashboard.ts";

/** A file to write, by its path below the output folder. */
export interface DashboardFile {
  readonly path: string;
  readonly text: string;
}

export interface DashboardOptions {
  /** Where Headroom's own page is, to be linked; no link without. */
  readonly uiUrl?: string;
}

/**
 * Grafana dashboards: one of all services and one of each. The order of the services does not matter, and the same
 * specs give the same bytes. A service may be spread over several spec files.
 */
export function generateDashboards(services: readonly Service[], options: DashboardOptions): readonly DashboardFile[] {
  const merged = byName(services);
  if (merged.length === 0) return [];
  return [
    { path: `dashboards/${OVERVIEW}.json`, text: printJson(overview(merged, options.uiUrl)) },
    ...merged.map((service) => ({
      path: `dashboards/${fileName(service.service)}.json`,
      text: printJson(serviceDashboard(service, options.uiUrl)),
    })),
  ];
}

const OVERVIEW = "overview";

/** A service may be called like the overview; its name holds no dot, so this one is free. */
const fileName = (service: string): string => (service === OVERVIEW ? `${OVERVIEW}.service` : service);

function byName(services: readonly Service[]): readonly DrawnService[] {
  const inOrder = services.toSorted((a, b) => (a.place.file < b.place.file ? -1 : 1));
  const drawn = [...Map.groupBy(inOrder, ({ service }) => service)].map(([service, parts]) => ({
    service,
    files: parts.map((part) => part.place.file),
    runbook: parts.find((part) => part.runbook !== undefined)?.runbook,
    objectives: parts.flatMap((part) => part.objectives).toSorted((a, b) => (a.slo < b.slo ? -1 : 1)),
    causes: parts.flatMap((part) => part.causes),
    versionLabel: parts.flatMap((part) => part.scaling)[0]?.change.versionLabel ?? DEFAULT_VERSION_LABEL,
  }));
  return drawn.toSorted((a, b) => (a.service < b.service ? -1 : 1));
}

/** What a label is usually called that holds the version of a deploy. */
const DEFAULT_VERSION_LABEL = "version";
