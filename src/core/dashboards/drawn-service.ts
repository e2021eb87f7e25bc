import type { Cause } from "../objective/cause.ts";
import type { Objective } from "../objective/objective.ts";

/** A service as all its spec files together describe it, as far as a dashboard shows it. */
export interface DrawnService {
  readonly service: string;
  readonly files: readonly string[];
  readonly runbook: string | undefined;
  /** In the order of their names. */
  readonly objectives: readonly Objective[];
  readonly causes: readonly Cause[];
  /** The label in which a deploy shows as a new value. */
  readonly versionLabel: string;
}
