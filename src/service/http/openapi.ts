import { z } from "zod";
import type { Operation } from "./operation.ts";
import { OPERATIONS } from "./operations.ts";
import { problemView } from "./view.ts";

/**
 * The OpenAPI 3.1 document, made from the schemas that the answers are typed by.
 *
 * @param basePath - of the server, from the first slash to the last
 */
export function openApiDocument(version: string, basePath = "/"): Readonly<Record<string, unknown>> {
  return {
    openapi: "3.1.0",
    info: {
      title: "Headroom",
      version,
      description:
        "SLO budgets and burn rates. Answers come from memory, but for those that say that Prometheus is asked.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    ...(basePath === "/" ? {} : { servers: [{ url: basePath.slice(0, -1) }] }),
    paths: Object.fromEntries(OPERATIONS.map((operation) => [operation.path, { get: toOperation(operation) }])),
    components: {
      schemas: { Problem: jsonSchema(problemView) },
      securitySchemes: {
        bearer: {
          type: "http",
          scheme: "bearer",
          description: "asked for beyond loopback; see the settings tokenFile and trustedUserHeader",
        },
      },
    },
    security: [{}, { bearer: [] }],
  };
}

function toOperation({ path, says, parameters, answers }: Operation): unknown {
  return {
    operationId: path
      .replace("/api/v1/", "")
      .replaceAll(/[^a-z]+/g, "-")
      .replace(/-$/, ""),
    summary: says,
    parameters: parameters.map(({ name, in: place, says: description }) => ({
      name,
      in: place,
      description,
      required: place === "path",
      schema: { type: "string" },
    })),
    responses: {
      200: {
        description: says,
        content: { [answers.type]: { schema: jsonSchema(answers.schema) } },
      },
      default: {
        description: "What was found, what was expected, and what to do.",
        content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
      },
    },
  };
}

function jsonSchema(schema: z.ZodType): unknown {
  // The document names its dialect once, by its version.
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: "output" });
  return rest;
}
