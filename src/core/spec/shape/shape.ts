import { z } from "zod";
import { LIMITS } from "../text/limits.ts";
import { DEFAULTS } from "./defaults.ts";
import { THRESHOLD_PATTERN } from "./patterns.ts";
import { scalingShape } from "./shape-scaling.ts";
import { excludeShape } from "./shape-exclude.ts";
import { labelsShape } from "./shape-naming.ts";
import { delayShape, nameShape, queryShape, runbookShape, sloShape } from "./shape-slo.ts";

const thresholdShape = z.union([z.number(), z.string().regex(THRESHOLD_PATTERN)]);

const causeShape = z
  .strictObject({
    name: z.string().min(1).max(100).describe("What people call it."),
    query: queryShape.describe("A query whose result is drawn beside the SLOs."),
    unit: z.enum(["ratio", "seconds", "bytes", "per-second", "count"]).describe("What the numbers are."),
    concerning: thresholdShape
      .optional()
      .describe('Drawn in the warning colour from here on; "<0.8" means below.')
      .meta({ examples: [0.7, "<0.8"] }),
    critical: thresholdShape.optional().describe("Drawn in the alarm colour from here on."),
  })
  .describe("Something that may explain a symptom: drawn beside it, never paged on.");

/** The whole file; what each field may hold is said once, here, and read by the checks and by editors. */
export const specShape = z.strictObject({
  version: z.literal("headroom/v1").describe("The format of this file."),
  service: nameShape
    .describe("The service that makes these promises; unique among all specs.")
    .meta({ examples: ["checkout"] }),
  namespace: nameShape.optional().describe("Who may read its signals.").meta({ default: DEFAULTS.namespace }),
  owner: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe("The team to ask.")
    .meta({ examples: ["payments"] }),
  source: nameShape
    .optional()
    .describe("The name of a Prometheus in the settings, never a URL.")
    .meta({ default: DEFAULTS.source }),
  delay: delayShape.optional(),
  exclude: excludeShape.optional().describe("Maintenance that counts for no SLO of this file, neither good nor bad."),
  labels: labelsShape
    .optional()
    .describe("Labels for alerts and for slo_info.")
    .meta({ examples: [{ team: "payments" }] }),
  runbook: runbookShape
    .optional()
    .describe("Where the person who is paged reads on.")
    .meta({ examples: ["https://runbooks.example.com/checkout"] }),
  slos: z
    .array(sloShape)
    .min(1)
    .max(LIMITS.slosPerFile)
    .describe("The promises.")
    .meta({
      examples: [[{ name: "availability", target: "99.9%", probe: { success: 'probe_success{job="blackbox"}' } }]],
    }),
  causes: z.array(causeShape).max(LIMITS.listLength).optional().describe("What may explain a symptom."),
  scaling: z.array(scalingShape).max(LIMITS.listLength).optional().describe("Workloads whose replicas follow load."),
});

/** A file of the right shape. */
export type SpecData = z.infer<typeof specShape>;

/** The same with holes where the shape was wrong. */
export type Draft<T> = T extends readonly (infer Item)[]
  ? readonly (Draft<Item> | undefined)[]
  : T extends object
    ? { readonly [Field in keyof T]?: Draft<T[Field]> | undefined }
    : T;
