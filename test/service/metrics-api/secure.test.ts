import { Agent, request } from "node:https";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { instant } from "../../../src/core/units/instant.ts";
import type { Snapshot } from "../../../src/service/control/status-reader.ts";
import type { FrontProxy } from "../../../src/service/metrics-api/front-proxy.ts";
import { USUAL_GROUPS } from "../../../src/service/metrics-api/groups.ts";
import { secureApp } from "../../../src/service/metrics-api/secure-app.ts";
import { listenSecurely, type SecureListening } from "../../../src/service/metrics-api/secure-server.ts";
import type { Handshakes } from "../../../src/service/metrics-api/trusted-peer.ts";
import type { AccessQuestion } from "../../../src/service/ports/access-reviews.ts";
import type { ClusterAnswer } from "../../../src/service/ports/cluster-answer.ts";
import { DecisionLog } from "../../../src/service/signals/decision-log.ts";
import { type Authority, type KeyPair, newAuthority } from "../../fixtures/pki.ts";
import { publishedStatuses } from "../../fixtures/published-statuses.ts";
import { loggedDecision } from "../../fixtures/scaling.ts";
import { NOON } from "../../fixtures/statuses.ts";

const DISCOVERY = "/apis/external.metrics.k8s.io/v1beta1";
const METRIC = "/apis/custom.metrics.k8s.io/v1beta2/namespaces/shop/deployments.apps/checkout/slo_required_replicas";
const AS_HPA = {
  "X-Remote-User": "system:serviceaccount:kube-system:horizontal-pod-autoscaler",
  "X-Remote-Group": ["system:serviceaccounts", "of, a comma"],
  "X-Remote-Extra-Scopes%2Fread": "all",
};

let serving: Authority;
let frontProxies: Authority;
let cluster: Authority;
let frontProxy: KeyPair;
let server: SecureListening | undefined;
beforeAll(async () => {
  [serving, frontProxies, cluster] = await Promise.all([
    newAuthority("serving"),
    newAuthority("front-proxy"),
    newAuthority("cluster"),
  ]);
  frontProxy = await frontProxies.issue({ commonName: "front-proxy-client" });
});
afterEach(() => server?.close(0));

/** The decision that is added below is all there is. */
const NOTHING_EVALUATED: Snapshot = {
  publishedAt: NOON,
  readAt: NOON,
  expired: false,
  statuses: publishedStatuses([]),
  specs: { services: [], diagnostics: [], outdated: [], unread: [], files: 0, badFiles: 0 },
  folderProblem: undefined,
  keeping: { kind: "none" },
  sources: [],
};

interface Asked {
  readonly status: number;
  readonly body: { readonly kind: string; readonly message?: string };
  readonly serverName: string | undefined;
}

interface Facts {
  readonly trust?: FrontProxy | string;
  /** Whom to believe, while that changes. */
  readonly trustNow?: () => FrontProxy;
  readonly review?: (question: AccessQuestion) => ClusterAnswer<boolean>;
}

const trusted = (): FrontProxy => ({
  authorities: frontProxies.certificate,
  allowedNames: ["front-proxy-client"],
  nameHeaders: ["X-Remote-User"],
  uidHeaders: ["X-Remote-Uid"],
  groupHeaders: ["X-Remote-Group"],
  extraPrefixes: ["X-Remote-Extra-"],
});

async function start({ trust = trusted(), trustNow, review = () => ({ kind: "answered", value: true }) }: Facts = {}) {
  const clock = { now: () => NOON, monotonic: () => 0 };
  const decisions = new DecisionLog(clock);
  decisions.add([{ entry: await loggedDecision({ mode: "publish" }, { demand: 900 }), askedAt: 0 }]);
  const handshakes: Handshakes = new WeakMap();
  const app = secureApp({
    reader: { snapshot: () => NOTHING_EVALUATED },
    decisions,
    clock,
    groups: USUAL_GROUPS,
    access: {
      handshakes,
      frontProxy: trustNow ?? (() => trust),
      reviews: { isAllowed: (question) => Promise.resolve(review(question)) },
      clock: { now: () => instant(Date.now()) },
    },
    onRequest: () => undefined,
    onFault: (error) => {
      throw error;
    },
  });
  const first = await serving.issue({ commonName: "first" });
  server = await listenSecurely(app, { host: "127.0.0.1", port: 0 }, { first, handshakes });
  if (typeof trust !== "string") server.askFor(trust.authorities);
  return server;
}

function ask(
  path: string,
  client: KeyPair | undefined,
  headers: object = AS_HPA,
  { method = "GET", agent = false }: { readonly method?: string; readonly agent?: Agent | false } = {},
): Promise<Asked> {
  return new Promise((resolve, reject) => {
    const sent = request(
      new URL(path, server?.url),
      {
        method,
        headers: { ...headers },
        agent,
        ca: serving.certificate,
        checkServerIdentity: () => undefined,
        ...(client === undefined ? {} : { cert: client.certificate, key: client.key }),
      },
      (response) => {
        const { socket } = response;
        const serverName =
          "getPeerCertificate" in socket && typeof socket.getPeerCertificate === "function"
            ? String(socket.getPeerCertificate().subject.CN)
            : undefined;
        let text = "";
        response.on("data", (part) => (text += String(part)));
        response.on("end", () => resolve({ status: response.statusCode ?? 0, body: JSON.parse(text), serverName }));
      },
    );
    sent.on("error", reject);
    sent.end();
  });
}

describe("the port of the aggregated APIs", () => {
  it("answers the front proxy on behalf of somebody who may read", async () => {
    const asked: AccessQuestion[] = [];
    await start({ review: (question) => (asked.push(question), { kind: "answered", value: true }) });
    expect(await ask(METRIC, frontProxy)).toMatchObject({ status: 200, body: { kind: "MetricValueList" } });
    expect(asked).toEqual([
      {
        user: {
          name: "system:serviceaccount:kube-system:horizontal-pod-autoscaler",
          uid: undefined,
          groups: ["system:serviceaccounts", "of, a comma"],
          extra: { "scopes/read": ["all"] },
        },
        access: {
          verb: "get",
          group: "custom.metrics.k8s.io",
          version: "v1beta2",
          namespace: "shop",
          resource: "deployments.apps",
          name: "checkout",
          subresource: "slo_required_replicas",
        },
      },
    ]);
  });

  it("lists external metrics in the words of the cluster's roles", async () => {
    const asked: AccessQuestion[] = [];
    await start({ review: (question) => (asked.push(question), { kind: "answered", value: true }) });
    await ask(`${DISCOVERY}/namespaces/shop/slo_burn_rate?labelSelector=a%3Db`, frontProxy);
    expect(asked).toMatchObject([{ access: { verb: "list", namespace: "shop", resource: "slo_burn_rate", name: "" } }]);
  });

  it("asks nobody who may discover what there is", async () => {
    await start({ review: () => ({ kind: "answered", value: false }) });
    expect(await ask(DISCOVERY, frontProxy)).toMatchObject({ status: 200, body: { kind: "APIResourceList" } });
    expect(await ask(METRIC, frontProxy)).toMatchObject({
      status: 403,
      body: { message: expect.stringContaining("may not get deployments.apps/slo_required_replicas") },
    });
  });

  const strangers: readonly [who: string, client: () => Promise<KeyPair | undefined>, message: RegExp][] = [
    ["no certificate", () => Promise.resolve(undefined), /no client certificate/],
    [
      "a certificate of the cluster's own authority",
      () => cluster.issue({ commonName: "front-proxy-client" }),
      /not signed by the cluster's front-proxy authority/,
    ],
    [
      "a name that is not allowed",
      () => frontProxies.issue({ commonName: "somebody" }),
      /for "somebody"; front proxies here are front-proxy-client/,
    ],
    [
      "a certificate that has expired",
      () =>
        frontProxies.issue({
          commonName: "front-proxy-client",
          validity: { from: new Date(0), to: new Date(Date.now() - 1_000) },
        }),
      /not signed|expired/,
    ],
  ];
  it.each(strangers)("believes no headers of who shows %s", async (_who, client, message) => {
    await start();
    const answer = await ask(METRIC, await client(), { "X-Remote-User": "root", "X-Remote-Group": "system:masters" });
    expect(answer).toMatchObject({
      status: 401,
      body: { kind: "Status", message: expect.stringMatching(message) },
    });
  });

  it("takes any name where the cluster restricts none", async () => {
    await start({ trust: { ...trusted(), allowedNames: [] } });
    const anybody = await frontProxies.issue({ commonName: "somebody" });
    expect(await ask(METRIC, anybody)).toMatchObject({ status: 200 });
  });

  it("answers nobody whom the front proxy does not name", async () => {
    await start();
    expect(await ask(METRIC, frontProxy, {})).toMatchObject({ status: 401 });
  });

  it("says that it does not know yet whom to believe", async () => {
    await start({ trust: "ConfigMap kube-system/extension-apiserver-authentication was not read yet" });
    expect(await ask(DISCOVERY, frontProxy)).toMatchObject({
      status: 503,
      body: { message: expect.stringContaining("extension-apiserver-authentication was not read yet") },
    });
  });

  it("is an error while the cluster does not say who may read", async () => {
    await start({ review: () => ({ kind: "failed", status: undefined, message: "connect ECONNREFUSED" }) });
    expect(await ask(METRIC, frontProxy)).toMatchObject({
      status: 503,
      body: { message: expect.stringContaining("ECONNREFUSED") },
    });
  });

  it.each([
    ["is read, not watched", "GET", `${METRIC}?watch=true`],
    ["is read, not written", "POST", METRIC],
    ["is read, not deleted", "DELETE", METRIC],
  ])("%s", async (_what, method, path) => {
    await start();
    expect(await ask(path, frontProxy, AS_HPA, { method })).toMatchObject({
      status: 405,
      body: { kind: "Status", reason: "MethodNotAllowed" },
    });
  });

  it("tells all groups at once, in the words that it was asked in", async () => {
    await start();
    const accept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
    expect(await ask("/apis", frontProxy, { ...AS_HPA, Accept: accept })).toMatchObject({
      status: 200,
      body: {
        kind: "APIGroupDiscoveryList",
        items: [
          { metadata: { name: "external.metrics.k8s.io" }, versions: [{ version: "v1beta1" }] },
          { metadata: { name: "custom.metrics.k8s.io" }, versions: [{ version: "v1beta2" }] },
        ],
      },
    });
  });

  it("believes an open connection no longer once its authority is not believed", async () => {
    let now = trusted();
    await start({ trustNow: () => now });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    try {
      expect(await ask(DISCOVERY, frontProxy, AS_HPA, { agent })).toMatchObject({ status: 200 });
      now = { ...now, authorities: cluster.certificate };
      expect(await ask(DISCOVERY, frontProxy, AS_HPA, { agent })).toMatchObject({ status: 401 });
    } finally {
      agent.destroy();
    }
  });

  it("shows another certificate on new connections, and keeps the old one when the new does not fit its key", async () => {
    const listening = await start();
    const [second, third] = await Promise.all([
      serving.issue({ commonName: "second" }),
      serving.issue({ commonName: "third" }),
    ]);
    listening.present(second);
    expect(await ask(DISCOVERY, frontProxy)).toMatchObject({ status: 200, serverName: "second" });
    expect(() => listening.present({ certificate: third.certificate, key: second.key })).toThrow(/mismatch/i);
    expect(await ask(DISCOVERY, frontProxy)).toMatchObject({ status: 200, serverName: "second" });
  });
});
