import { connect } from "node:net";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { request } from "undici";
import { afterEach, describe, expect, it } from "vitest";
import { fetchSecret } from "../../../src/adapters/settings/secret.ts";
import type { Access } from "../../../src/service/http/access.ts";
import { Changes } from "../../../src/service/signals/changes.ts";
import { DecisionLog } from "../../../src/service/signals/decision-log.ts";
import { createApp } from "../../../src/service/http/app.ts";
import { OwnMetrics } from "../../../src/service/http/own-metrics.ts";
import { listen } from "../../../src/service/http/server.ts";
import { lookupsOver } from "../../../src/service/lookups/lookups.ts";
import { serveApp, type ServedApp, type ServedFacts } from "../../fixtures/served-app.ts";
import { NOON, status } from "../../fixtures/statuses.ts";

let app: ServedApp | undefined;
afterEach(() => app?.close(0));

const GROUPED = { slo: "latency", by: ["handler"] } as const;
const STATUSES = [
  status(),
  status({ objective: GROUPED, by: { handler: "/pay" } }),
  status({ objective: GROUPED, by: { handler: "/cart" } }),
];

async function start(facts: ServedFacts = {}): Promise<string> {
  app = await serveApp({ statuses: STATUSES, ...facts });
  return app.url;
}

type Answered = readonly [status: number, code: string, problem: string, remedy: string];

async function problemAt(
  path: string,
  options: Parameters<typeof request>[1] = {},
  facts: ServedFacts = {},
): Promise<Answered> {
  const answer = await request(`${await start(facts)}${path}`, options);
  expect(answer.headers["content-type"]).toBe("application/problem+json; charset=utf-8");
  const body = JSON.parse(await answer.body.text());
  expect(body).toMatchObject({
    type: `urn:headroom:problem:${body.code}`,
    status: answer.statusCode,
    title: expect.any(String),
  });
  return [answer.statusCode, body.code, body.problem, body.remedy];
}

/** Sends bytes as they are; undici would not send what is no HTTP. */
async function raw(bytes: string): Promise<string> {
  const { port } = new URL(await start());
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), "127.0.0.1", () => socket.write(bytes));
    let text = "";
    socket.on("data", (part) => (text += String(part)));
    socket.on("close", () => resolve(text));
    socket.on("error", reject);
  });
}

describe("a request that cannot be answered", () => {
  it.each<[string, Answered]>([
    [
      "/api/v1/nothing",
      [404, "not-found", "/api/v1/nothing is no path of this server", "see /api/v1/openapi.json for all paths"],
    ],
    [
      "/..%2f..%2fetc/passwd",
      [404, "not-found", "/..%2f..%2fetc/passwd is no path of this server", "see /api/v1/openapi.json for all paths"],
    ],
    [
      "/api/v1/slos/checkout/nothing",
      [404, "not-found", "there is no SLO checkout/nothing", "see /api/v1/slos for all of them"],
    ],
    [
      "/api/v1/slos/checkout/latency/history?by.handler=/x",
      [404, "not-found", "no group has these label values", "see the groups of the SLO for those that exist"],
    ],
    ["/api/v1/slos/checkout/latency/history", [400, "bad-parameter", "2 groups are meant", "name one by by.handler=…"]],
    ["/api/v1/slos?serivce=checkout", [400, "bad-parameter", "unknown parameter serivce", "did you mean service?"]],
    [
      "/api/v1/slos?a[b][c]=1",
      [400, "bad-parameter", "unknown parameter a[b][c]", "known are service, slo, state, owner, sparkline"],
    ],
    [
      "/api/v1/slos?__proto__=1",
      [400, "bad-parameter", "unknown parameter __proto__", "known are service, slo, state, owner, sparkline"],
    ],
    [
      "/api/v1/slos?service=a&service=b",
      [400, "bad-parameter", "service is given more than once", "give service once"],
    ],
    [
      "/api/v1/slos?state=fine",
      [400, "bad-parameter", "state is fine", "write one of burning, exhausted, at-risk, no-data, healthy"],
    ],
    ["/api/v1/slos?sparkline=1e9", [400, "bad-parameter", "sparkline is 1e9", "write a whole number from 1 to 200"]],
    [
      "/api/v1/slos/checkout/availability/history?from=yesterday",
      [400, "bad-parameter", "from is yesterday", "write Unix seconds or a time such as 2026-01-31T08:00:00Z"],
    ],
    [
      "/api/v1/slos/checkout/availability/history?to=2026-02-30T00:00:00Z",
      [
        400,
        "bad-parameter",
        "to is 2026-02-30T00:00:00Z, which no calendar has",
        "write a day and a time that there are",
      ],
    ],
    [
      "/api/v1/slos/checkout/availability/history?from=2026-01-14T24:00:00Z",
      [
        400,
        "bad-parameter",
        "from is 2026-01-14T24:00:00Z, which no calendar has",
        "write a day and a time that there are",
      ],
    ],
    [
      "/api/v1/slos/checkout/availability/history?from=1e300",
      [
        400,
        "bad-parameter",
        "from is 1e300, which is out of range",
        "write a time from 1970 on; Unix times are in seconds, not in milliseconds",
      ],
    ],
    [
      "/api/v1/slos/checkout/availability/history?to=1768478400000",
      [
        400,
        "bad-parameter",
        "to is 1768478400000, which is out of range",
        "write a time from 1970 on; Unix times are in seconds, not in milliseconds",
      ],
    ],
    [
      "/api/v1/slos/checkout/availability/history?from=-1",
      [
        400,
        "bad-parameter",
        "from is -1, which is out of range",
        "write a time from 1970 on; Unix times are in seconds, not in milliseconds",
      ],
    ],
    [
      "/api/v1/slos/checkout/availability/history?from=0x10",
      [400, "bad-parameter", "from is 0x10", "write Unix seconds or a time such as 2026-01-31T08:00:00Z"],
    ],
    [
      "/api/v1/slos/checkout/availability/history?from=2026-01-14",
      [400, "bad-parameter", "from is 2026-01-14", "write Unix seconds or a time such as 2026-01-31T08:00:00Z"],
    ],
    [
      "/api/v1/slos/checkout/availability/history?from=2026-01-14T08:00:00",
      [
        400,
        "bad-parameter",
        "from is 2026-01-14T08:00:00",
        "write Unix seconds or a time such as 2026-01-31T08:00:00Z",
      ],
    ],
    [
      "/api/v1/slos/checkout/availability/history?to=2026-01-15T13:00:00Z",
      [
        400,
        "bad-parameter",
        "to is 2026-01-15T13:00:00.000Z, which has not come yet",
        "give a time up to now, which is 2026-01-15T12:00:00.000Z",
      ],
    ],
    [
      "/api/v1/decisions/shop/web?at=2026-01-15T13:00:00Z",
      [
        400,
        "bad-parameter",
        "at is 2026-01-15T13:00:00.000Z, which has not come yet",
        "give a time up to now, which is 2026-01-15T12:00:00.000Z",
      ],
    ],
    [
      "/api/v1/decisions/shop/web?at=2026-02-30T00:00:00Z",
      [
        400,
        "bad-parameter",
        "at is 2026-02-30T00:00:00Z, which no calendar has",
        "write a day and a time that there are",
      ],
    ],
    [
      "/api/v1/slos/checkout/availability/history?from=2000000000&to=1000000000",
      [400, "bad-parameter", "from is not before to", "give an earlier from, or a later to"],
    ],
    [
      "/api/v1/slos/checkout/availability/history?step=-5",
      [400, "bad-parameter", "step is -5", "write a duration such as 5m, or seconds"],
    ],
    [
      "/api/v1/slos/checkout/availability/history?from=0&to=1700000000&step=1s",
      [400, "bad-parameter", "1700000000 points are asked for, at most 11000 are given", "give a longer step"],
    ],
    ["/api/v1/rules?format=xml", [400, "bad-parameter", "format is xml", "write prometheus or prometheus-operator"]],
    [
      "/api/v1/rules/other.yaml",
      [404, "not-found", "there is no rule file other.yaml", "see /api/v1/rules for all of them"],
    ],
    [
      "/api/v1/slos/%E0%A4%A/x",
      [400, "bad-request", "the path holds a broken % escape", "encode the path's parts as UTF-8 percent escapes"],
    ],
  ])("says so for %s", async (path, expected) => {
    expect(await problemAt(path)).toEqual(expected);
  });

  it.each(["POST", "PUT", "PATCH", "DELETE"] as const)(
    "says that %s is not possible, on every path",
    async (method) => {
      for (const path of [
        "/",
        "/metrics",
        "/api/v1/slos",
        "/api/v1/slos/checkout/availability",
        "/api/v1/openapi.json",
      ]) {
        expect(await problemAt(path, { method })).toEqual([
          405,
          "method-not-allowed",
          `${method} is not possible here`,
          "use GET; SLOs are changed in their spec files",
        ]);
      }
    },
  );

  it("refuses a body before it is sent", async () => {
    const answer = await raw("POST /api/v1/slos HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99999999\r\n\r\n");
    expect(answer).toMatch(
      /^HTTP\/1\.1 413 [^]*"code":"body-too-large","problem":"the request announces 99999999 bytes"/,
    );
  });

  it("refuses large headers", async () => {
    expect(await raw(`GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ${"x".repeat(20_000)}\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 431 [^]*application\/problem\+json[^]*"code":"headers-too-large"/,
    );
  });

  it("answers what is no HTTP", async () => {
    expect(await raw("hello\r\n\r\n")).toMatch(/^HTTP\/1\.1 400 [^]*"code":"bad-request"/);
  });

  it("ends a request that is never whole", async () => {
    const asked = performance.now();
    expect(await raw("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ")).toMatch(
      /^HTTP\/1\.1 408 [^]*"code":"request-timeout"/,
    );
    expect(performance.now() - asked).toBeLessThan(8_000);
  }, 15_000);

  it("says that nothing was evaluated yet", async () => {
    expect(await problemAt("/api/v1/slos", {}, { booting: true })).toEqual([
      503,
      "not-ready",
      "the specs were not evaluated yet",
      "ask again in some seconds; /readyz?verbose says what is awaited",
    ]);
  });

  it("keeps a fault of our own to the log", async () => {
    const faults: unknown[] = [];
    const broken = createApp({
      reader: {
        snapshot: () => {
          throw new TypeError("canary");
        },
        history: () => [],
        specTexts: () => ({ present: undefined, inUse: undefined }),
        latencies: () => undefined,
      },
      lookups: lookupsOver({ sources: new Map(), clock: { now: () => NOON, monotonic: () => 0 } }),
      publicUrls: new Map(),
      basePath: "/",
      decisions: new DecisionLog({ monotonic: () => 0 }),
      changes: new Changes(),
      site: new Map(),
      now: () => 0,
      version: "1",
      isStopping: () => false,
      access: { kind: "local" },
      metrics: new OwnMetrics("1", []),
      onFault: (error) => void faults.push(error),
      further: [],
    });
    const listening = await listen(broken, { host: "127.0.0.1", port: 0, readers: "anybody" });
    const answer = await fetch(`${listening.url}/api/v1/slos`);
    const text = await answer.text();
    await listening.close(0);
    expect([answer.status, text.includes("canary"), text.includes(".ts:")]).toEqual([500, false, false]);
    expect(faults).toEqual([new TypeError("canary")]);
  });
});

describe("who may read", () => {
  const ask = async (
    access: Access,
    headers: Readonly<Record<string, string>>,
    path = "/api/v1/slos",
  ): Promise<number> => (await request(`${await start({ access })}${path}`, { headers })).statusCode;

  it("is this machine alone on the loopback, under its own names", async () => {
    expect(await ask({ kind: "local" }, {})).toBe(200);
    expect(await ask({ kind: "local" }, { host: "localhost:8080" })).toBe(200);
    expect(await ask({ kind: "local" }, { host: "[::1]:8080" })).toBe(200);
    // A page that points its own name at 127.0.0.1 would read what this machine serves.
    expect(await ask({ kind: "local" }, { host: "evil.example" })).toBe(403);
    expect(await ask({ kind: "local" }, { host: "127.0.0.1.evil.example" })).toBe(403);
    expect(await ask({ kind: "local" }, { host: "evil.example" }, "/metrics")).toBe(403);
    expect(await ask({ kind: "anonymous" }, { host: "headroom.example" })).toBe(200);
  });

  it("is who has the token, which may change without a restart; health stays open", async () => {
    const folder = await mkdtemp(join(tmpdir(), "headroom-token-"));
    try {
      const file = join(folder, "token");
      await writeFile(file, "first\n");
      const access: Access = {
        kind: "asked",
        token: async () => (await fetchSecret(file)).reveal(),
        userHeader: undefined,
      };
      expect(await ask(access, {})).toBe(401);
      expect(await ask(access, { authorization: "Bearer wrong" })).toBe(401);
      expect(await ask(access, { authorization: "Basic first" })).toBe(401);
      expect(await ask(access, { authorization: "Bearer first" })).toBe(200);
      expect(await ask(access, {}, "/metrics")).toBe(401);
      for (const path of ["/livez", "/healthz", "/readyz"]) expect(await ask(access, {}, path)).toBe(200);
      await writeFile(file, "second");
      expect(await ask(access, { authorization: "Bearer first" })).toBe(401);
      expect(await ask(access, { authorization: "Bearer second" })).toBe(200);
      await writeFile(file, "");
      expect(await ask(access, { authorization: "Bearer " })).toBe(401);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("is whom a trusted proxy names", async () => {
    const access: Access = { kind: "asked", token: undefined, userHeader: "X-Forwarded-User" };
    expect(await ask(access, {})).toBe(401);
    expect(await ask(access, { "x-forwarded-user": "ana" })).toBe(200);
    expect(await ask(access, { "x-forwarded-user": "" })).toBe(401);
  });
});
