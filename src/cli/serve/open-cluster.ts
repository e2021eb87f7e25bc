import type { Connection } from "../../adapters/kubernetes/connect.ts";
import type { Settings } from "../../adapters/settings/schema.ts";
import { type Seconds, seconds } from "../../core/units/seconds.ts";
import type { OwnMetrics } from "../../service/http/own-metrics.ts";
import { WorkloadMirror } from "../../service/mirror/workload-mirror.ts";
import type { Clock } from "../../service/ports/clock.ts";
import type { Log } from "../../service/ports/log.ts";

/** The cluster that the settings name. */
export interface Cluster {
  readonly connection: Connection;
  /** What is known of its workloads. */
  readonly mirror: WorkloadMirror;
}

export interface ClusterOptions {
  readonly settings: Settings;
  readonly metrics: OwnMetrics;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Reads how to reach the cluster; a text for the user when that is not known. Nothing of Kubernetes is loaded where the
 * settings name none.
 */
export async function openCluster({
  settings,
  metrics,
  clock,
  log,
}: ClusterOptions): Promise<Cluster | string | undefined> {
  if (settings.kubernetes === undefined) return undefined;
  const { connect } = await import("../../adapters/kubernetes/connect.ts");
  const connected = connect(settings.kubernetes);
  if (!connected.ok)
    return `headroom: ${connected.problem}\n  help: give --kubernetes in-cluster in a pod, or the path of a kubeconfig elsewhere\n`;
  const { Workloads } = await import("../../adapters/kubernetes/workloads.ts");
  const { connection } = connected;
  const mirror = new WorkloadMirror({
    workloads: new Workloads(connection, renewalOf(settings.scalingStep)),
    clock,
    log,
    onFailure: (kind) => metrics.watchFailed(kind),
  });
  metrics.mirrors(() => mirror.health());
  return { connection, mirror };
}

const SHORTEST_RENEWAL = 5;
const LONGEST_RENEWAL = 30;

/** A quiet watch proves that it is alive as often as decisions need it to be. */
const renewalOf = (scalingStep: Seconds): Seconds =>
  seconds(Math.min(LONGEST_RENEWAL, Math.max(SHORTEST_RENEWAL, scalingStep)));
