import { z } from "zod";
import { LIMITS } from "../text/limits.ts";
import { DEFAULTS } from "./defaults.ts";
import { ALERT_NAME_PATTERN, LABEL_PATTERN, SEVERITY_PATTERN } from "./patterns.ts";

/** Names and values of labels that an author gives. */
export const labelsShape = z
  .record(
    z.string().regex(LABEL_PATTERN, "is no name of a label; write letters, digits and underscores"),
    z.string().max(LIMITS.labelValueLength),
  )
  .meta({ maxProperties: LIMITS.labels });

const alertNameShape = z
  .string()
  .regex(ALERT_NAME_PATTERN, "is no name of an alert; write letters, digits and underscores, such as ShopBurnsBudget");

const severityNameShape = z
  .string()
  .regex(SEVERITY_PATTERN, "is no severity; write letters, digits, dashes and underscores, such as critical");

const alertNamesShape = z.strictObject({
  burn: alertNameShape.optional().describe("The budget burns too fast.").meta({ default: DEFAULTS.naming.names.burn }),
  exhausted: alertNameShape
    .optional()
    .describe("The budget is used up.")
    .meta({ default: DEFAULTS.naming.names.exhausted }),
  noData: alertNameShape
    .optional()
    .describe("The indicator's data is missing.")
    .meta({ default: DEFAULTS.naming.names.noData }),
});

const severityNamesShape = z
  .strictObject({
    page: severityNameShape
      .optional()
      .describe("The severity of pages.")
      .meta({ default: DEFAULTS.naming.severities.page })
      .meta({ examples: ["critical"] }),
    ticket: severityNameShape
      .optional()
      .describe("The severity of tickets.")
      .meta({ default: DEFAULTS.naming.severities.ticket })
      .meta({ examples: ["warning"] }),
  })
  .describe("What stands in the label severity of pages and of tickets.");

const severityLabelsShape = z
  .strictObject({
    page: labelsShape
      .optional()
      .describe("Labels of pages alone.")
      .meta({ examples: [{ pager: "shop" }] }),
    ticket: labelsShape
      .optional()
      .describe("Labels of tickets alone.")
      .meta({ examples: [{ channel: "#shop" }] }),
  })
  .describe("Labels by which pages and tickets are routed differently.");

/** How the alerts of an SLO are called; in a spec and in the settings alike. */
export const namingFields = {
  name: z
    .union([alertNameShape, alertNamesShape])
    .optional()
    .describe("What the burn alert is called, or each alert by its kind.")
    .meta({ examples: ["ShopBurnsBudget"] }),
  severities: severityNamesShape.optional(),
  labels: severityLabelsShape.optional(),
};

/** How alerts are called in the settings, which alone name those that are about a service as a whole. */
export const settingsNamingFields = {
  ...namingFields,
  name: z
    .union([
      alertNameShape,
      alertNamesShape.extend({
        noEvaluation: alertNameShape
          .optional()
          .describe("Rules of the service are evaluated late, or fail.")
          .meta({ default: DEFAULTS.naming.names.noEvaluation }),
      }),
    ])
    .optional(),
};
