import { z } from "zod";
import { diagnosticView } from "../view.ts";

const specContentView = z.object({
  text: z.string(),
  lines: z
    .object({ from: z.number(), to: z.number() })
    .nullable()
    .meta({ description: "the SLO's own lines, counted from 1; null where the text does not give it" }),
});

/** The spec file of an SLO. */
export const specView = z.object({
  file: z.string(),
  present: specContentView.nullable().meta({ description: "as it was read last; null where it cannot be read" }),
  inUse: specContentView
    .nullable()
    .meta({ description: "the older content that is in use, where the present one has errors; else null" }),
  diagnostics: z.array(diagnosticView).meta({ description: "what is wrong with the file, by its present content" }),
});
export type SpecView = z.infer<typeof specView>;
