import type { ObjectiveStatus } from "../../core/budget/status.ts";
import type { Objective, Service } from "../../core/objective/objective.ts";
import type { Snapshot } from "../control/status-reader.ts";
import { bad } from "./parameter-values.ts";
import { segment } from "./path-parameters.ts";
import type { RequestSubject } from "./query-parameters.ts";
import { RequestProblem } from "./problem.ts";

/** How a path names an SLO: `/{service}/{slo}`. */
export const SLO_PATH = { service: segment("name of the service"), slo: segment("name of the SLO") };

export type SloPath = Readonly<Record<keyof typeof SLO_PATH, string>>;

/** The labels that split the SLO of a request. */
export const labelsOf = ({ snapshot, path }: RequestSubject<SloPath>): readonly string[] =>
  findSlo(snapshot, path).objective.by;

interface FoundSlo {
  readonly objective: Objective;
  readonly groups: readonly ObjectiveStatus[];
}

/** @throws RequestProblem when there is no such SLO */
export function findSlo({ specs, statuses }: Snapshot, { service, slo }: SloPath): FoundSlo {
  const objective = serviceNamed(service, specs)?.objectives.find((each) => each.slo === slo);
  if (objective === undefined)
    throw new RequestProblem("not-found", `there is no SLO ${service}/${slo}`, "see /api/v1/slos for all of them");
  return {
    objective,
    groups: statuses.ofService(service).filter((status) => status.objective.slo === slo),
  };
}

/** @throws RequestProblem when there is no such service */
export function findService({ specs }: Snapshot, name: string): Service {
  const found = serviceNamed(name, specs);
  if (found === undefined)
    throw new RequestProblem("not-found", `there is no service ${name}`, "see /api/v1/services for all of them");
  return found;
}

const serviceNamed = (name: string, { services }: Snapshot["specs"]): Service | undefined =>
  services.find(({ service }) => service === name);

/** The one group with these label values. @throws RequestProblem when there is none, or more than one */
export function findGroup(groups: readonly ObjectiveStatus[], by: Readonly<Record<string, string>>): ObjectiveStatus {
  const found = groups.filter((group) => Object.entries(by).every(([name, value]) => group.by[name] === value));
  const [only] = found;
  if (only === undefined)
    throw new RequestProblem(
      "not-found",
      "no group has these label values",
      "see the groups of the SLO for those that exist",
    );
  if (found.length > 1)
    throw bad(
      `${found.length} groups are meant`,
      `name one by ${Object.keys(only.by)
        .map((label) => `by.${label}=…`)
        .join("&")}`,
    );
  return only;
}
