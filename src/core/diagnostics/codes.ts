import { AUTOSCALER_CODES } from "./autoscaler-codes.ts";
import type { CodePage } from "./code-page.ts";
import { FOLDER_CODES } from "./folder-codes.ts";
import { LINT_CODES } from "./lint-codes.ts";
import { LIVE_CODES } from "./live-codes.ts";
import { PROMQL_CODES } from "./promql-codes.ts";
import { SCALING_CODES } from "./scaling-codes.ts";
import { SHAPE_CODES } from "./shape-codes.ts";
import { SLO_CODES } from "./slo-codes.ts";
import { YAML_CODES } from "./yaml-codes.ts";

const ALL = {
  ...FOLDER_CODES,
  ...YAML_CODES,
  ...SHAPE_CODES,
  ...SLO_CODES,
  ...SCALING_CODES,
  ...PROMQL_CODES,
  ...LIVE_CODES,
  ...LINT_CODES,
  ...AUTOSCALER_CODES,
} as const;

/** The closed set of things that can be wrong with what a user wrote. */
export type DiagnosticCode = keyof typeof ALL;

/** What the reference says of each code, in the order of the reference. */
export const CODES: Readonly<Record<DiagnosticCode, CodePage>> = ALL;
