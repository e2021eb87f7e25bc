import { beforeEach, describe, expect, it } from "vitest";
import { createLog } from "../../../src/adapters/telemetry/log.ts";
import type { WorkloadState } from "../../../src/core/scaling/decision/workload-state.ts";
import { type Instant, instant } from "../../../src/core/units/instant.ts";
import { WorkloadMirror } from "../../../src/service/mirror/workload-mirror.ts";
import type { WorkloadNews, WorkloadScope, Workloads } from "../../../src/service/ports/workloads.ts";

const T0 = Date.UTC(2026, 0, 15, 12);

/** A cluster that a test plays. */
class PlayedCluster implements Workloads {
  readonly news = new Map<string, WorkloadNews>();

  follow({ kind, namespace }: WorkloadScope, news: WorkloadNews): () => void {
    const key = `${kind} ${namespace ?? "everywhere"}`;
    this.news.set(key, news);
    return () => void this.news.delete(key);
  }

  get followed(): readonly string[] {
    return [...this.news.keys()].toSorted();
  }
}

const web = (facts: Partial<WorkloadState> = {}): WorkloadState => ({
  namespace: "shop",
  name: "web",
  replicas: { asked: 12, ready: 10 },
  revision: "7",
  updated: 12,
  progress: "settled",
  progressedAt: undefined,
  ...facts,
});

const WEB = { namespace: "shop", kind: "Deployment", name: "web" };

let passed: number;
let cluster: PlayedCluster;
let mirror: WorkloadMirror;
let failed: string[];
let lines: Record<string, unknown>[];
beforeEach(() => {
  passed = 1_000;
  cluster = new PlayedCluster();
  failed = [];
  lines = [];
  const now = (): Instant => instant(T0 + passed * 1000);
  mirror = new WorkloadMirror({
    workloads: cluster,
    clock: { now, monotonic: () => passed },
    log: createLog({
      level: "info",
      format: "json",
      write: (line) => void lines.push(JSON.parse(line)),
      now,
      traceIds: () => ({}),
    }),
    onFailure: (kind) => void failed.push(kind),
  });
  mirror.follow([WEB]);
});

const deployments = (): WorkloadNews => {
  const news = cluster.news.get("Deployment shop");
  if (news === undefined) throw new Error("nobody follows the Deployments of shop");
  return news;
};

/** The cluster tells how everything stands. */
const tell = (...states: readonly WorkloadState[]): void => {
  deployments().alive();
  deployments().changed(states);
};

const rollout = () => {
  const sighting = mirror.read(WEB);
  return sighting.kind === "found" ? sighting.rollout : sighting.kind;
};

describe("what is followed", () => {
  it("is the kinds and namespaces that are named, and no more", () => {
    mirror.follow([WEB, { ...WEB, name: "api" }, { namespace: "db", kind: "StatefulSet", name: "pg" }]);
    expect(cluster.followed).toEqual(["Deployment shop", "StatefulSet db"]);
    mirror.follow([{ namespace: "db", kind: "StatefulSet", name: "pg" }]);
    expect(cluster.followed).toEqual(["StatefulSet db"]);
    mirror.stop();
    expect(cluster.followed).toEqual([]);
  });

  it("is a kind in the whole cluster where it would take more than 20 connections", () => {
    const targets = Array.from({ length: 21 }, (_, i) => ({ ...WEB, namespace: `shop-${i}` }));
    mirror.follow(targets.slice(1));
    expect(cluster.followed).toHaveLength(20);
    mirror.follow(targets);
    expect(cluster.followed).toEqual(["Deployment everywhere"]);
    const everywhere = cluster.news.get("Deployment everywhere");
    everywhere?.alive();
    everywhere?.changed([web({ namespace: "shop-3" })]);
    expect(mirror.read({ ...WEB, namespace: "shop-3" })).toMatchObject({ kind: "found" });
    expect(mirror.read({ ...WEB, namespace: "shop-4" })).toMatchObject({ kind: "missing" });
  });

  it("leaves alone what it knows when other targets come and go", () => {
    tell(web());
    mirror.follow([WEB, { namespace: "db", kind: "StatefulSet", name: "pg" }]);
    expect(mirror.read(WEB)).toMatchObject({ kind: "found" });
  });
});

describe("a workload", () => {
  it("of a kind that no cluster tells about is not followed", () => {
    expect(mirror.read({ ...WEB, kind: "Rollout" })).toEqual({ kind: "not followed" });
  });

  it("is not read before the cluster has told of all, and it is said why", () => {
    expect(mirror.read(WEB)).toEqual({ kind: "not read", because: "the Deployments of shop were not read yet" });
    deployments().failed("deployments.apps is forbidden: User cannot list", 403);
    expect(mirror.read(WEB)).toEqual({
      kind: "not read",
      because: "the Deployments of shop were not read yet: Headroom may not get, list and watch them (HTTP status 403)",
    });
    deployments().failed("connect ECONNREFUSED 10.0.0.1:443", undefined);
    // Addresses are for the log alone.
    expect(mirror.read(WEB)).toMatchObject({
      because: "the Deployments of shop were not read yet: the cluster cannot be reached",
    });
    deployments().alive();
    expect(mirror.read(WEB)).toMatchObject({ kind: "not read" });
    tell(web());
    expect(mirror.read(WEB)).toMatchObject({ kind: "found", replicas: { asked: 12, ready: 10 } });
  });

  it("that is not among them is missing", () => {
    tell(web({ name: "other" }));
    expect(mirror.read(WEB)).toMatchObject({
      kind: "missing",
      because: "there is no Deployment web in namespace shop",
    });
    tell(web());
    tell();
    expect(mirror.read(WEB)).toMatchObject({ kind: "missing" });
  });

  it("is as old as the last word of the cluster, whether or not anything has changed", () => {
    tell(web());
    passed += 40;
    expect(mirror.read(WEB)).toMatchObject({
      ageSeconds: 40,
      silence: "nothing was heard of the Deployments of shop for 40s",
    });
    deployments().alive();
    expect(mirror.read(WEB)).toMatchObject({ ageSeconds: 0 });
    passed += 5;
    deployments().failed("terminated", undefined);
    passed += 90;
    expect(mirror.read(WEB)).toMatchObject({
      kind: "found",
      ageSeconds: 95,
      silence: "nothing was heard of the Deployments of shop for 1m 35s: the cluster cannot be reached",
    });
  });

  it("is told to fail once in the log, and counted each time", () => {
    for (let i = 0; i < 3; i++) deployments().failed("connect ECONNREFUSED 10.0.0.1:443", undefined);
    deployments().failed("Too many requests", 429);
    tell(web());
    deployments().failed("terminated", undefined);
    expect(failed).toHaveLength(5);
    expect(lines.map(({ msg, problem, found }) => [msg, problem ?? found])).toEqual([
      ["following workloads failed; it is tried again", "connect ECONNREFUSED 10.0.0.1:443"],
      ["following workloads failed; it is tried again", "Too many requests"],
      ["workloads are followed", 1],
      ["following workloads failed; it is tried again", "terminated"],
    ]);
  });
});

describe("a rollout", () => {
  it("begins with another revision, and is dated by the moment it is seen", () => {
    tell(web());
    expect(rollout()).toBeUndefined();
    passed += 60;
    tell(web({ revision: "8", updated: 1, progress: "running" }));
    passed += 30;
    expect(rollout()).toEqual({ ageSeconds: 30, progress: "running" });
    tell(web({ revision: "8", updated: 12 }));
    passed += 30;
    expect(rollout()).toEqual({ ageSeconds: 60, progress: "settled" });
  });

  it("that came and went between two looks is one all the same", () => {
    tell(web());
    tell(web({ revision: "8" }));
    passed += 3;
    expect(rollout()).toEqual({ ageSeconds: 3, progress: "settled" });
  });

  it("is not begun by more replicas", () => {
    tell(web());
    tell(web({ replicas: { asked: 30, ready: 10 }, updated: 30 }));
    expect(rollout()).toBeUndefined();
  });

  it("from before the first look is dated by what the cluster says of it", () => {
    tell(web({ progressedAt: instant(T0 + (passed - 300) * 1000) }));
    passed += 10;
    expect(rollout()).toEqual({ ageSeconds: 310, progress: "settled" });
  });

  it("from before the first look is dated by that look where the cluster says nothing, or a time that is to come", () => {
    tell(web({ progress: "running" }));
    expect(rollout()).toEqual({ ageSeconds: 0, progress: "running" });
    mirror.stop();
    mirror.follow([WEB]);
    tell(web({ progress: "running", progressedAt: instant(T0 + (passed + 60) * 1000) }));
    expect(rollout()).toEqual({ ageSeconds: 0, progress: "running" });
  });

  it("on which nothing moves for ten minutes is stuck, until something does", () => {
    const at = (updated: number, ready = 10) =>
      tell(web({ revision: "8", updated, replicas: { asked: 12, ready }, progress: "running" }));
    tell(web());
    at(1);
    passed += 590;
    at(2);
    passed += 590;
    expect(rollout()).toMatchObject({ progress: "running" });
    passed += 11;
    expect(rollout()).toEqual({ ageSeconds: 1_191, progress: "stuck" });
    at(2, 11);
    expect(rollout()).toMatchObject({ progress: "running" });
  });
});

describe("the health of the mirror", () => {
  it("is told by kind: synced when all of it was read, and as old as the oldest word", () => {
    mirror.follow([WEB, { ...WEB, namespace: "other" }, { namespace: "db", kind: "StatefulSet", name: "pg" }]);
    const unread = { isSynced: false, ageSeconds: undefined };
    expect(mirror.health()).toEqual([
      { kind: "Deployment", ...unread },
      { kind: "StatefulSet", ...unread },
    ]);
    tell(web());
    expect(mirror.health()[0]).toEqual({ kind: "Deployment", ...unread });
    passed += 7;
    cluster.news.get("Deployment other")?.alive();
    cluster.news.get("Deployment other")?.changed([]);
    expect(mirror.health()[0]).toEqual({ kind: "Deployment", isSynced: true, ageSeconds: 7 });
  });
});
