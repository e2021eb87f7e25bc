import { z } from "zod";
import { LIMITS } from "../text/limits.ts";

const momentShape = z.union([z.string().min(1), z.number()]);

const exclusionShape = z
  .strictObject({
    from: momentShape
      .optional()
      .describe("When it begins: a time with its time zone.")
      .meta({ examples: ["2026-11-28T22:00:00Z"] }),
    to: momentShape
      .optional()
      .describe("When it ends.")
      .meta({ examples: ["2026-11-29T02:00:00Z"] }),
    when: z
      .string()
      .min(1)
      .optional()
      .describe("In place of from and to: a query. Nothing counts while it has a result, as an alert fires.")
      .meta({ examples: ['maintenance_mode{service="checkout"} == 1', "hour() == 3 and on () day_of_week() == 0"] }),
    reason: z
      .string()
      .min(1)
      .max(LIMITS.reasonLength)
      .optional()
      .describe("Why, for the people who see the gap.")
      .meta({ examples: ["The database moves"] }),
  })
  .describe("A time that counts for nothing. Give from and to, or when.")
  .meta({
    oneOf: [
      { required: ["from", "to"], not: { required: ["when"] } },
      { required: ["when"], not: { anyOf: [{ required: ["from"] }, { required: ["to"] }] } },
    ],
  });

/** `exclude`, of a file or of one SLO. */
export const excludeShape = z
  .array(exclusionShape)
  .min(1)
  .max(LIMITS.listLength)
  .meta({ examples: [[{ from: "2026-11-28T22:00:00Z", to: "2026-11-29T02:00:00Z", reason: "The database moves" }]] });
