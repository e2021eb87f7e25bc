import { z } from "zod";

/** What there is to look at of each service. */
export const servicesView = z.object({
  items: z.array(
    z.object({
      service: z.string(),
      source: z.string(),
      slos: z.array(z.string()),
      files: z
        .object({ rules: z.string(), tests: z.string(), dashboard: z.string() })
        .meta({ description: "the names of its generated files, as /api/v1/rules and /api/v1/dashboards know them" }),
    }),
  ),
});
export type ServicesView = z.infer<typeof servicesView>;

const ruleStateView = z.object({
  kind: z.enum(["alert", "record"]),
  name: z.string(),
  labels: z.record(z.string(), z.string()),
  loaded: z.boolean().nullable().meta({ description: "null = nobody knows, see problem" }),
  health: z.string().nullable().meta({ description: "ok, err, or unknown before the first evaluation" }),
  lastError: z.string().nullable(),
  lastEvaluation: z.iso.datetime().nullable(),
  evaluationSeconds: z.number().nullable().meta({ description: "how long the last evaluation took" }),
  state: z.enum(["inactive", "pending", "firing"]).nullable().meta({ description: "of an alert that is loaded" }),
  firing: z.number().meta({ description: "of an alert: how many series of it fire now" }),
  lastFired: z.iso
    .datetime()
    .nullable()
    .meta({ description: "of an alert: when it fired last within the last 7 days; null = not, unless firedProblem" }),
});
export type RuleStateView = z.infer<typeof ruleStateView>;

/** How the rules of a service stand in its Prometheus. */
export const ruleStatesView = z.object({
  service: z.string(),
  source: z.string(),
  askedAt: z.iso.datetime().meta({ description: "when Prometheus was asked: answers are kept for half a minute" }),
  problem: z.string().nullable().meta({ description: "why nobody knows what is loaded" }),
  firedProblem: z.string().nullable().meta({ description: "why nobody knows when alerts fired last" }),
  groups: z.array(
    z.object({
      name: z.string(),
      intervalSeconds: z.number(),
      lastEvaluation: z.iso.datetime().nullable(),
      evaluationSeconds: z.number().nullable(),
      rules: z.array(ruleStateView),
    }),
  ),
});
export type RuleStatesView = z.infer<typeof ruleStatesView>;
