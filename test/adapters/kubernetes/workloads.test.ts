import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { connect } from "../../../src/adapters/kubernetes/connect.ts";
import { Workloads } from "../../../src/adapters/kubernetes/workloads.ts";
import type { WorkloadState } from "../../../src/core/scaling/decision/workload-state.ts";
import { seconds } from "../../../src/core/units/seconds.ts";
import { type ApiObject, ApiServer } from "../../fixtures/api-server.ts";

const web = (resourceVersion: number, replicas = 10, name = "web"): ApiObject => ({
  metadata: { namespace: "shop", name, resourceVersion: String(resourceVersion) },
  spec: { replicas },
  status: {
    readyReplicas: replicas,
    conditions: [{ type: "Progressing", reason: "NewReplicaSetAvailable", lastUpdateTime: "2026-01-15T12:00:00Z" }],
  },
});

let server: ApiServer;
let stop: () => void;
let told: (readonly WorkloadState[])[];
let failures: [problem: string, status: number | undefined][];
let alive: number;
beforeEach(async () => {
  server = await ApiServer.start();
  [told, failures, alive] = [[], [], 0];
});
afterEach(async () => {
  stop();
  await server.stop();
});

function follow({ everywhere = false, renewAfter = 300 } = {}): void {
  const connected = connect(server.kubeconfig);
  if (!connected.ok) throw new Error(connected.problem);
  stop = new Workloads(connected.connection, seconds(renewAfter)).follow(
    { kind: "Deployment", namespace: everywhere ? undefined : "shop" },
    {
      changed: (states) => void told.push(states),
      alive: () => void alive++,
      failed: (problem, status) => void failures.push([problem, status]),
    },
  );
}

const asked = (verb: "list" | "watch"): readonly string[] => server.asked.filter((one) => one.startsWith(verb));
const replicas = () => told.at(-1)?.map(({ name, replicas: { asked: count } }) => `${name} ${count}`);
/** Waits as long as a busy machine may need. */
const soon = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 20_000, interval: 20 });
const watching = (count = 1): Promise<void> => soon(() => expect(asked("watch")).toHaveLength(count));

describe("following workloads", () => {
  it("lists them, then takes over each change", async () => {
    server.objects = [web(1), web(2, 3, "api")];
    follow();
    await soon(() => expect(replicas()).toEqual(["web 10", "api 3"]));
    await watching();
    server.send("MODIFIED", web(3, 12));
    await soon(() => expect(replicas()).toEqual(["web 12", "api 3"]));
    server.send("DELETED", web(4, 3, "api"));
    await soon(() => expect(replicas()).toEqual(["web 12"]));
    expect(told.at(-1)?.[0]).toMatchObject({ progressedAt: Date.UTC(2026, 0, 15, 12), replicas: { ready: 12 } });
    expect(server.asked.map((one) => one.replace(/\?.*/, ""))).toEqual([
      "list /apis/apps/v1/namespaces/shop/deployments",
      "watch /apis/apps/v1/namespaces/shop/deployments",
    ]);
    expect(asked("watch")[0]).toContain("allowWatchBookmarks=true");
    expect(failures).toEqual([]);
  });

  it("of the whole cluster asks for pages, and puts them together", async () => {
    server.objects = Array.from({ length: 5 }, (_, i) => web(i, i, `web-${i}`));
    server.pageSize = 2;
    follow({ everywhere: true });
    await soon(() => expect(replicas()).toEqual(["web-0 0", "web-1 1", "web-2 2", "web-3 3", "web-4 4"]));
    expect(asked("list")).toEqual([
      "list /apis/apps/v1/deployments?limit=500",
      "list /apis/apps/v1/deployments?continue=2&limit=500",
      "list /apis/apps/v1/deployments?continue=4&limit=500",
    ]);
  });

  it("hears the list, the start of the watch and a bookmark as signs of life, and says so of none at all", async () => {
    follow();
    await watching();
    await soon(() => expect(alive).toBe(2));
    expect(told).toEqual([[]]);
    server.send("BOOKMARK", { metadata: { resourceVersion: "1500" } });
    await soon(() => expect(alive).toBe(3));
    expect(told).toEqual([[]]);
  });

  it("renews a watch on which nothing happens from where the bookmark was, without a list or a failure", async () => {
    follow({ renewAfter: 1 });
    await watching(2);
    expect(asked("watch")[0]).toContain("timeoutSeconds=3");
    expect(asked("watch")[1]).toContain("resourceVersion=2000");
    expect(asked("list")).toHaveLength(1);
    // The list, two watches and the bookmark.
    await soon(() => expect(alive).toBe(4));
    expect(failures).toEqual([]);
  });

  it("goes on renewing it at the same pace where nothing has changed anywhere", async () => {
    server.isIdle = true;
    server.lasts = 0.1;
    follow();
    // The client's own pauses would add up to 31 s.
    await watching(6);
    expect(asked("list")).toHaveLength(1);
    expect(failures).toEqual([]);
  });

  it("lists anew when what it watches from is too long ago", async () => {
    server.objects = [web(1)];
    follow();
    await watching();
    server.objects = [web(5, 20)];
    server.send("ERROR", { kind: "Status", code: 410, message: "too old resource version" });
    server.endWatches();
    await soon(() => expect(replicas()).toEqual(["web 20"]));
    expect(failures).toEqual([]);
  });

  it("tells a broken connection and goes on where it was", async () => {
    server.objects = [web(1)];
    follow();
    await watching();
    await soon(() => expect(alive).toBe(2));
    server.drop();
    await soon(() => expect(failures.length).toBeGreaterThan(0));
    expect(failures[0]?.[1]).toBeUndefined();
    await watching(2);
    await soon(() => expect(alive).toBe(3));
    server.send("MODIFIED", web(3, 12));
    await soon(() => expect(replicas()).toEqual(["web 12"]));
    expect(asked("list")).toHaveLength(1);
  });

  it.each([
    // Of this one the client keeps no words.
    [401, "HTTP status 401"],
    [403, 'deployments.apps is forbidden: User "headroom" cannot list resource "deployments"'],
    [429, "too many requests, please try again later"],
    [500, "etcdserver: leader changed"],
  ])("tells HTTP status %i with the API server's words, and asks again", async (status, reason) => {
    server.moods.list = { status, reason };
    follow();
    await soon(() => expect(failures[0]).toEqual([reason, status]));
    expect(alive).toBe(0);
    expect(told).toEqual([]);
    server.objects = [web(1)];
    server.moods.list = "usual";
    await soon(() => expect(replicas()).toEqual(["web 10"]));
  });

  it("tells that it may list and not watch", async () => {
    server.moods.watch = { status: 403, reason: "deployments.apps is forbidden" };
    follow();
    await soon(() => expect(failures[0]).toEqual(["Forbidden", 403]));
    // The list alone.
    expect(alive).toBe(1);
  });

  it("tells what the API server says on an open watch", async () => {
    follow();
    await watching();
    server.send("ERROR", { kind: "Status", code: 500, message: "etcd is gone" });
    await soon(() => expect(failures).toEqual([["etcd is gone", 500]]));
  });

  it("hears nothing from an API server that takes connections and says nothing", async () => {
    server.objects = [web(1)];
    server.moods.watch = "silent";
    follow();
    await watching();
    await soon(() => expect(replicas()).toEqual(["web 10"]));
    expect(alive).toBe(1);
  });

  it("asks nothing more once it is stopped", async () => {
    follow();
    await watching();
    stop();
    const { length } = server.asked;
    server.drop();
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(server.asked).toHaveLength(length);
    expect(failures).toEqual([]);
  });
});
