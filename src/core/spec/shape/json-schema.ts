import { z } from "zod";
import { specShape } from "./shape.ts";

/** Where editors find the schema of the native format; its name in `docs/reference/`. */
export const SCHEMA_FILE = "headroom-v1.schema.json";

/** The format of spec files as a JSON Schema (draft 2020-12), from the same source as the parser's own checks. */
export function specJsonSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...rest } = z.toJSONSchema(specShape, { target: "draft-2020-12" });
  return {
    $schema,
    title: "Headroom SLO spec, headroom/v1",
    description: "One service's SLOs, what may explain their symptoms, and how its replicas follow load.",
    ...rest,
  };
}
