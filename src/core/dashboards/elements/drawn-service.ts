import type { Objective, Service } from "../../objective/objective.ts";

/** A service as far as a dashboard shows it. */
export interface DrawnService extends Pick<Service, "service" | "runbook" | "causes" | "place"> {
  /** In the order of their names. */
  readonly objectives: readonly Objective[];
  /** The label in which a deploy shows as a new value. */
  readonly versionLabel: string;
}
