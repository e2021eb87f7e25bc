import { dashboardPath, generateDashboards, OVERVIEW_PATH } from "../../core/dashboards/generate.ts";
import type { GeneratedFile } from "../../core/documents/generated-file.ts";
import type { Snapshot } from "../control/status-reader.ts";
import { JSON_TEXT } from "./content.ts";
import { DOCUMENT, operation } from "./operation.ts";
import { segment } from "./path-parameters.ts";
import { RequestProblem } from "./problem.ts";

/** The dashboards that belong to the specs in use, as Grafana imports them. */
export const DASHBOARDS_OPERATIONS = [
  operation({
    path: "/api/v1/dashboards/{dashboard}",
    says: "One generated Grafana dashboard: overview.json, or that of a service.",
    inPath: { dashboard: segment("name of the file, such as checkout.json") },
    inQuery: {},
    answers: JSON_TEXT,
    countedAs: DOCUMENT,
    answer: ({ snapshot, path: { dashboard } }) => {
      const found = drawn(snapshot, `dashboards/${dashboard}`);
      if (found === undefined)
        throw new RequestProblem(
          "not-found",
          `there is no dashboard ${dashboard}`,
          "see /api/v1/services for all of them",
        );
      return found.text;
    },
  }),
];

/** Only what is asked for is drawn: of thousands of services that takes a while. */
function drawn({ specs: { services } }: Snapshot, path: string): GeneratedFile | undefined {
  const own = services.filter(({ service }) => dashboardPath(service) === path);
  return generateDashboards(path === OVERVIEW_PATH ? services : own, {}).find((file) => file.path === path);
}
