import type { V1Deployment, V1DeploymentStatus, V1StatefulSet, V1StatefulSetStatus } from "@kubernetes/client-node";
import { describe, expect, it } from "vitest";
import {
  deploymentState,
  replicaSetState,
  statefulSetState,
} from "../../../src/adapters/kubernetes/workload-states.ts";

const TEMPLATE = { selector: {}, template: {} };
const METADATA = { namespace: "shop", name: "web", annotations: { "deployment.kubernetes.io/revision": "7" } };
const UPDATED = new Date("2026-01-15T12:00:00Z");

const progressing = (reason: string): NonNullable<V1DeploymentStatus["conditions"]>[number] => ({
  type: "Progressing",
  status: reason === "ProgressDeadlineExceeded" ? "False" : "True",
  reason,
  lastUpdateTime: UPDATED,
});

const deployment = (status: V1DeploymentStatus, spec: Partial<V1Deployment["spec"]> = {}): V1Deployment => ({
  metadata: METADATA,
  spec: { replicas: 10, ...TEMPLATE, ...spec },
  status,
});

describe("a Deployment", () => {
  it("has the replicas that were asked for and those that are ready", () => {
    const done = { replicas: 10, updatedReplicas: 10, conditions: [progressing("NewReplicaSetAvailable")] };
    expect(deploymentState(deployment({ ...done, readyReplicas: 8 }))).toEqual({
      namespace: "shop",
      name: "web",
      replicas: { asked: 10, ready: 8 },
      revision: "7",
      updated: 10,
      progress: "settled",
      progressedAt: UPDATED.getTime(),
    });
    expect(deploymentState(deployment({ ...done }, { replicas: 0 })).replicas).toEqual({ asked: 0, ready: 0 });
  });

  it.each<[what: string, status: V1DeploymentStatus, spec: Partial<V1Deployment["spec"]>, progress: string]>([
    ["brings a new ReplicaSet", { replicas: 10, conditions: [progressing("NewReplicaSetCreated")] }, {}, "running"],
    [
      "waits for the last new pods",
      { replicas: 10, updatedReplicas: 10, conditions: [progressing("ReplicaSetUpdated")] },
      {},
      "running",
    ],
    [
      "has pods of an old template",
      { replicas: 12, updatedReplicas: 10, conditions: [progressing("NewReplicaSetAvailable")] },
      {},
      "running",
    ],
    ["has such pods, and no deadline", { replicas: 12, updatedReplicas: 10 }, {}, "running"],
    [
      "is beyond its deadline",
      { replicas: 12, updatedReplicas: 3, conditions: [progressing("ProgressDeadlineExceeded")] },
      {},
      "stuck",
    ],
    [
      "is paused midway",
      { replicas: 12, updatedReplicas: 3, conditions: [progressing("DeploymentPaused")] },
      { paused: true },
      "settled",
    ],
    [
      "is raised by an autoscaler, and not observed yet",
      {
        observedGeneration: 1,
        replicas: 10,
        updatedReplicas: 10,
        readyReplicas: 10,
        conditions: [progressing("NewReplicaSetAvailable")],
      },
      { replicas: 30 },
      "settled",
    ],
    [
      "waits for the pods of a raise",
      {
        replicas: 30,
        updatedReplicas: 30,
        unavailableReplicas: 20,
        conditions: [progressing("NewReplicaSetAvailable")],
      },
      { replicas: 30 },
      "settled",
    ],
  ])("that %s is %4$s", (_what, status, spec, progress) => {
    expect(deploymentState(deployment(status, spec)).progress).toBe(progress);
  });

  it("that is as new as can be has what the API server takes by default", () => {
    expect(deploymentState({ metadata: METADATA })).toMatchObject({ replicas: { asked: 1, ready: 0 } });
  });
});

const statefulSet = (
  status: Partial<V1StatefulSetStatus>,
  spec: Partial<V1StatefulSet["spec"]> = {},
): V1StatefulSet => ({
  metadata: { namespace: "shop", name: "db" },
  spec: { replicas: 5, ...TEMPLATE, ...spec },
  status: { replicas: 5, ...status },
});

describe("a StatefulSet", () => {
  const changing = { currentRevision: "db-1", updateRevision: "db-2" };
  const below = (partition: number) => ({ updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition } } });

  it.each<[what: string, status: Partial<V1StatefulSetStatus>, spec: Partial<V1StatefulSet["spec"]>, progress: string]>(
    [
      ["has one revision", { currentRevision: "db-1", updateRevision: "db-1", updatedReplicas: 5 }, {}, "settled"],
      ["brings another", { ...changing, updatedReplicas: 2 }, {}, "running"],
      ["has brought it as far as its partition", { ...changing, updatedReplicas: 2 }, below(3), "settled"],
      ["has not yet", { ...changing, updatedReplicas: 1 }, below(3), "running"],
      ["waits for somebody to delete pods", { ...changing }, { updateStrategy: { type: "OnDelete" } }, "settled"],
    ],
  )("that %s is %4$s", (_what, status, spec, progress) => {
    expect(statefulSetState(statefulSet(status, spec))).toMatchObject({ progress, progressedAt: undefined });
  });

  it("names its revision", () => {
    expect(statefulSetState(statefulSet({ ...changing, readyReplicas: 4 }))).toMatchObject({
      replicas: { asked: 5, ready: 4 },
      revision: "db-2",
    });
  });
});

it("a ReplicaSet never rolls out", () => {
  const found = { metadata: METADATA, spec: { replicas: 3, selector: {} }, status: { replicas: 3, readyReplicas: 2 } };
  expect(replicaSetState(found)).toMatchObject({ replicas: { asked: 3, ready: 2 }, revision: "", progress: "settled" });
});
