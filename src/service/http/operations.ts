import { DECISION_OPERATIONS } from "./decision-operations.ts";
import { BAD_EVENTS_OPERATIONS } from "./bad-events-operations.ts";
import { DASHBOARDS_OPERATIONS } from "./dashboards-operations.ts";
import { DIAGNOSTICS_OPERATIONS } from "./diagnostics-operations.ts";
import { HISTORY_OPERATIONS } from "./history-operations.ts";
import { LATENCY_OPERATIONS } from "./latency-operations.ts";
import type { Operation } from "./operation.ts";
import { RULES_OPERATIONS } from "./rules-operations.ts";
import { RULE_STATES_OPERATIONS } from "./rule-states-operations.ts";
import { SERVICES_OPERATIONS } from "./services-operations.ts";
import { SIGNAL_OPERATIONS } from "./signal-operations.ts";
import { SLO_OPERATIONS } from "./slo-operations.ts";
import { SPEC_OPERATIONS } from "./spec-operations.ts";

/** All operations of the API, in the order of the documents. */
export const OPERATIONS: readonly Operation[] = [
  ...SLO_OPERATIONS,
  ...HISTORY_OPERATIONS,
  ...LATENCY_OPERATIONS,
  ...BAD_EVENTS_OPERATIONS,
  ...SPEC_OPERATIONS,
  ...DECISION_OPERATIONS,
  ...SIGNAL_OPERATIONS,
  ...SERVICES_OPERATIONS,
  ...RULES_OPERATIONS,
  ...RULE_STATES_OPERATIONS,
  ...DASHBOARDS_OPERATIONS,
  ...DIAGNOSTICS_OPERATIONS,
];
