import { DECISION_OPERATIONS } from "./decision-operations.ts";
import { DIAGNOSTICS_OPERATIONS } from "./diagnostics-operations.ts";
import { HISTORY_OPERATIONS } from "./history-operations.ts";
import type { Operation } from "./operation.ts";
import { RULES_OPERATIONS } from "./rules-operations.ts";
import { SIGNAL_OPERATIONS } from "./signal-operations.ts";
import { SLO_OPERATIONS } from "./slo-operations.ts";

/** All operations of the API, in the order of the documents. */
export const OPERATIONS: readonly Operation[] = [
  ...SLO_OPERATIONS,
  ...HISTORY_OPERATIONS,
  ...DECISION_OPERATIONS,
  ...SIGNAL_OPERATIONS,
  ...RULES_OPERATIONS,
  ...DIAGNOSTICS_OPERATIONS,
];
