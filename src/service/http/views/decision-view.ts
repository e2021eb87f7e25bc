import { z } from "zod";
import { BURN_CLASSES } from "../../../core/scaling/decision/decision.ts";
import { ROLLOUT_PROGRESS } from "../../../core/scaling/decision/observation.ts";
import { missingView } from "../view.ts";

const inputView = z.object({
  value: z.number().nullable(),
  ageSeconds: z.number().nullable().meta({ description: "age of the newest raw sample behind it" }),
  missing: missingView.nullable(),
});
const replicasOrNull = z.number().nullable().meta({ description: "null = refused" });

const decisionView = z.object({
  service: z.string(),
  namespace: z.string(),
  scaling: z.string(),
  workload: z.string().meta({ description: "namespace/Kind/name" }),
  mode: z.enum(["recommend", "publish"]),
  slos: z.array(z.string()).meta({ description: "SLOs of the service whose burn is weighed" }),
  limits: z
    .object({ min: z.number(), max: z.number() })
    .meta({ description: "replicas at least and at most, whatever is needed" }),
  at: z.iso.datetime().meta({ description: "the moment that was decided for, by Prometheus' clock" }),
  replicas: replicasOrNull,
  because: z.string().meta({ description: "the reason, in one sentence" }),
  burn: z.object({ class: z.enum(BURN_CLASSES), because: z.string() }),
  winner: z.string().nullable().meta({ description: "the estimator whose number was the largest" }),
  estimates: z.array(z.object({ estimator: z.string(), replicas: replicasOrNull, because: z.string() })),
  verdicts: z
    .array(z.object({ judge: z.string(), replicas: replicasOrNull, because: z.string() }))
    .meta({ description: "the judges that changed or refused what was estimated, in order" }),
  rollout: z
    .object({
      startedAt: z.iso.datetime(),
      progress: z
        .enum(ROLLOUT_PROGRESS)
        .meta({ description: "running = gets on, stuck = not done and gets on no more, settled = nothing moves" }),
    })
    .nullable()
    .meta({ description: "the newest change of the workload that is known" }),
  capacity: z
    .object({
      declared: z.number().nullable().meta({
        description: "requests a second that one replica takes, as the spec says; null where it is learned",
      }),
      utilization: z.number().meta({ description: "share of the capacity that is planned with, 0..1" }),
      planned: z.number().nullable().meta({
        description: "requests a second that are planned for one replica, corrected; null while that is not known",
      }),
    })
    .meta({ description: "what one replica is meant to take" }),
  learned: z
    .object({
      kind: z.enum(["learned", "at least", "unknown"]).meta({
        description: "`at least`: no load was seen that a replica could not take",
      }),
      perReplica: z.number().nullable().meta({ description: "requests a second that one replica takes at the SLO" }),
      low: z.number().nullable().meta({ description: "a load that it surely takes" }),
      high: z.number().nullable().meta({ description: "a load that it surely does not take" }),
      because: z.string().meta({ description: "the same in words, or why nothing is known" }),
    })
    .nullable()
    .meta({ description: "what the past tells of the capacity; null where the block names no SLO" }),
  correction: z
    .object({
      factor: z.number().meta({ description: "what a replica takes, as a multiple of what was said of it" }),
      burn: z.number().meta({ description: "mean burn at planned load over some hours; 1 = sustainable" }),
      frozenUntil: z.iso
        .datetime()
        .nullable()
        .meta({ description: "nothing is corrected until then: less load did not help" }),
    })
    .nullable()
    .meta({ description: "how far the capacity turned out to be wrong; null where it is not corrected" }),
  inputs: z.object({
    demand: inputView,
    backlog: inputView.nullable(),
    partitions: inputView.nullable(),
    saturation: inputView.nullable(),
    replicas: inputView.extend({
      value: z.number().nullable().meta({ description: "that are ready" }),
      asked: z.number().nullable().meta({ description: "that were asked for" }),
    }),
  }),
});
export type DecisionView = z.infer<typeof decisionView>;

export const decisionsView = z.object({ items: z.array(decisionView) });
export type DecisionsView = z.infer<typeof decisionsView>;

export const pastDecisionsView = decisionsView.extend({
  hasOlder: z.boolean().meta({ description: "whether more was decided before the last of these, and is known" }),
});
export type PastDecisionsView = z.infer<typeof pastDecisionsView>;
