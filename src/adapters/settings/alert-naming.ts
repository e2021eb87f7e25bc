import { z } from "zod";
import { type AlertNaming, DEFAULT_NAMING, named } from "../../core/objective/alert-naming.ts";
import { ALERT_NAMES } from "../../core/objective/alert-names.ts";
import { namingFaults } from "../../core/spec/meaning/naming.ts";
import { fieldsAt } from "../../core/spec/shape/field-facts.ts";
import { settingsNamingFields } from "../../core/spec/shape/shape-naming.ts";

/** What alerts are called where specs do not say, with the fields that specs have for it. */
export const alertNamingSchema = z.strictObject(settingsNamingFields).transform((given, context): AlertNaming => {
  const naming = named(DEFAULT_NAMING, given);
  for (const { path, problem, remedy } of namingFaults(naming))
    context.addIssue({ code: "custom", path: [...path], message: `${problem}; ${remedy}` });
  return naming;
});

/** The fields of a map inside the setting. */
export const namingFieldsAt = (path: readonly string[]): readonly string[] =>
  path.length === 0
    ? Object.keys(settingsNamingFields)
    : path.join(".") === "name"
      ? Object.keys(ALERT_NAMES)
      : fieldsAt(["slos.*.alerts", ...path].join("."));
