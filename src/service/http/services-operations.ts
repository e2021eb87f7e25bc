import { dashboardPath } from "../../core/dashboards/generate.ts";
import { rulePaths } from "../../core/rules/generate.ts";
import { json } from "./content.ts";
import { DOCUMENT, operation } from "./operation.ts";
import { servicesView } from "./views/rule-views.ts";

export const SERVICES_OPERATIONS = [
  operation({
    path: "/api/v1/services",
    says: "The services, their SLOs, and the files that are generated for each.",
    inPath: {},
    inQuery: {},
    answers: json(servicesView),
    countedAs: DOCUMENT,
    answer: ({ snapshot }) => ({
      items: snapshot.specs.services
        .map(({ service, source, objectives }) => ({
          service,
          source,
          slos: objectives.map(({ slo }) => slo),
          files: filesOf(service),
        }))
        .toSorted((a, b) => (a.service < b.service ? -1 : 1)),
    }),
  }),
];

function filesOf(service: string): { readonly rules: string; readonly tests: string; readonly dashboard: string } {
  const { rules, tests } = rulePaths(service);
  return { rules: below(rules), tests: below(tests), dashboard: below(dashboardPath(service)) };
}

/** Without the folder that all files of their kind are in. */
const below = (path: string): string => path.slice(path.indexOf("/") + 1);
