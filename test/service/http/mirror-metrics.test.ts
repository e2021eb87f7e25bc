import { describe, expect, it } from "vitest";
import { type MirrorHealth, OwnMetrics } from "../../../src/service/http/own-metrics.ts";

async function series(metrics: OwnMetrics): Promise<readonly string[]> {
  const text = await metrics.print(undefined);
  return text.split("\n").filter((line) => line.startsWith("headroom_mirror_"));
}

describe("the metrics of the mirror", () => {
  it("say of each kind that is followed whether it was read, and how long ago the cluster was heard", async () => {
    const metrics = new OwnMetrics("1.2.3", []);
    let health: readonly MirrorHealth[] = [
      { kind: "Deployment", isSynced: true, ageSeconds: 7.5 },
      { kind: "StatefulSet", isSynced: false, ageSeconds: undefined },
    ];
    metrics.mirrors(() => health);
    metrics.watchFailed("StatefulSet");
    const failures = [
      'headroom_mirror_watch_failures_total{kind="Deployment"} 0',
      'headroom_mirror_watch_failures_total{kind="StatefulSet"} 1',
      'headroom_mirror_watch_failures_total{kind="ReplicaSet"} 0',
    ];
    expect(await series(metrics)).toEqual([
      'headroom_mirror_synced{kind="Deployment"} 1',
      'headroom_mirror_synced{kind="StatefulSet"} 0',
      'headroom_mirror_last_contact_age_seconds{kind="Deployment"} 7.5',
      ...failures,
    ]);
    health = [];
    expect(await series(metrics)).toEqual(failures);
  });
});
