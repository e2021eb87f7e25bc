import type {
  V1Deployment,
  V1DeploymentCondition,
  V1ObjectMeta,
  V1ReplicaSet,
  V1StatefulSet,
} from "@kubernetes/client-node";
import type { RolloutProgress } from "../../core/scaling/decision/observation.ts";
import type { WorkloadState } from "../../core/scaling/decision/workload-state.ts";
import { type Instant, instant } from "../../core/units/instant.ts";

/** What the API server takes where nobody says how many replicas are wanted. */
const USUAL_REPLICAS = 1;

/** Set by the controller of Deployments, another one with each change of the template, back to an old one too. */
const REVISION = "deployment.kubernetes.io/revision";

/** How a Deployment stands. */
export function deploymentState({ metadata, spec, status }: V1Deployment): WorkloadState {
  const progressing = status?.conditions?.find(({ type }) => type === "Progressing");
  const updated = status?.updatedReplicas ?? 0;
  return {
    ...nameOf(metadata),
    replicas: { asked: spec?.replicas ?? USUAL_REPLICAS, ready: status?.readyReplicas ?? 0 },
    revision: metadata?.annotations?.[REVISION] ?? "",
    updated,
    progress: spec?.paused === true ? "settled" : deploymentProgress(progressing, (status?.replicas ?? 0) > updated),
    progressedAt: instantOf(progressing?.lastUpdateTime),
  };
}

/**
 * Told by the condition alone and by pods of an old template: a generation that is not observed yet, or replicas that
 * are not there or not ready yet, are also what every raise by an autoscaler looks like, which is no rollout.
 */
function deploymentProgress(progressing: V1DeploymentCondition | undefined, hasOldPods: boolean): RolloutProgress {
  switch (progressing?.reason) {
    case "ProgressDeadlineExceeded":
      return "stuck";
    // Once it is there it stays so until the template changes. Without a deadline there is no condition.
    case "NewReplicaSetAvailable":
    case undefined:
      return hasOldPods ? "running" : "settled";
    default:
      return "running";
  }
}

/** How a StatefulSet stands. It has no deadline, so it never says that it is stuck. */
export function statefulSetState({ metadata, spec, status }: V1StatefulSet): WorkloadState {
  const asked = spec?.replicas ?? USUAL_REPLICAS;
  const updated = status?.updatedReplicas ?? 0;
  const { type, rollingUpdate } = spec?.updateStrategy ?? {};
  // Pods below the partition keep their template, and with OnDelete all do, for as long as somebody likes.
  const toUpdate = type === "OnDelete" ? 0 : asked - (rollingUpdate?.partition ?? 0);
  const isChanging = status?.updateRevision !== status?.currentRevision && updated < toUpdate;
  return {
    ...nameOf(metadata),
    replicas: { asked, ready: status?.readyReplicas ?? 0 },
    revision: status?.updateRevision ?? "",
    updated,
    progress: isChanging ? "running" : "settled",
    progressedAt: undefined,
  };
}

/** How a ReplicaSet stands: its pods keep their template. */
export const replicaSetState = ({ metadata, spec, status }: V1ReplicaSet): WorkloadState => ({
  ...nameOf(metadata),
  replicas: { asked: spec?.replicas ?? USUAL_REPLICAS, ready: status?.readyReplicas ?? 0 },
  revision: "",
  updated: 0,
  progress: "settled",
  progressedAt: undefined,
});

const nameOf = (metadata: V1ObjectMeta | undefined): Pick<WorkloadState, "namespace" | "name"> => ({
  namespace: metadata?.namespace ?? "",
  name: metadata?.name ?? "",
});

/** A list brings dates, a watch the text that was sent. */
function instantOf(time: Date | string | undefined): Instant | undefined {
  const milliseconds = time === undefined ? Number.NaN : new Date(time).getTime();
  return Number.isNaN(milliseconds) ? undefined : instant(milliseconds);
}
