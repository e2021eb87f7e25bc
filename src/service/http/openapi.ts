import { z } from "zod";
import { diagnosticsView, historyView, problemView, rulesView, sloDetailView, sloListView } from "./view.ts";

interface Parameter {
  readonly name: string;
  readonly in: "path" | "query";
  readonly says: string;
}

export interface Operation {
  readonly path: string;
  readonly says: string;
  readonly parameters: readonly Parameter[];
  readonly answer: z.ZodType | "yaml";
}

const query = (name: string, says: string): Parameter => ({ name, in: "query", says });
const inPath = (name: string, says: string): Parameter => ({ name, in: "path", says });
const slo = [inPath("service", "name of the service"), inPath("slo", "name of the SLO")];
const format = query("format", "prometheus (default) or prometheus-operator");

/** All operations of the API. */
export const OPERATIONS: readonly Operation[] = [
  {
    path: "/api/v1/slos",
    says: "All SLOs and their groups, the most urgent first.",
    parameters: [
      query("service", "only this service"),
      query("slo", "only SLOs of this name"),
      query("state", "only this state"),
      query("owner", "only this owner"),
      query("sparkline", "add the budget left at so many moments (1..200) over the SLO window"),
    ],
    answer: sloListView,
  },
  {
    path: "/api/v1/slos/{service}/{slo}",
    says: "One SLO: its promise, queries, alert thresholds and all its groups.",
    parameters: slo,
    answer: sloDetailView,
  },
  {
    path: "/api/v1/slos/{service}/{slo}/history",
    says: "Events and budget of one SLO, or of one group of it, over time.",
    parameters: [
      ...slo,
      query("from", "start, as Unix seconds or RFC 3339 (default: one SLO window before to)"),
      query("to", "end (default: the last evaluation)"),
      query("step", "length of a point, such as 5m (default: about 500 points)"),
      query("by.{label}", "value of a label that splits the SLO"),
    ],
    answer: historyView,
  },
  { path: "/api/v1/rules", says: "The generated rule files.", parameters: [format], answer: rulesView },
  {
    path: "/api/v1/rules/{file}",
    says: "One generated rule file.",
    parameters: [inPath("file", "name of the file, such as checkout.rules.yaml"), format],
    answer: "yaml",
  },
  { path: "/api/v1/diagnostics", says: "What is wrong with the specs.", parameters: [], answer: diagnosticsView },
];

/** The OpenAPI 3.1 document, made from the schemas that the answers are typed by. */
export function openApiDocument(version: string): Readonly<Record<string, unknown>> {
  return {
    openapi: "3.1.0",
    info: {
      title: "Headroom",
      version,
      description: "SLO budgets and burn rates. All answers come from memory; none asks Prometheus.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
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

function toOperation({ path, says, parameters, answer }: Operation): unknown {
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
        content:
          answer === "yaml"
            ? { "application/yaml": { schema: { type: "string" } } }
            : { "application/json": { schema: jsonSchema(answer) } },
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
