import { afterEach, describe, expect, it } from "vitest";
import { request } from "undici";
import { z } from "zod";
import { instant } from "../../../src/core/units/instant.ts";
import type { SloListView } from "../../../src/service/http/view.ts";
import { indicators } from "../../fixtures/objectives.ts";
import { serveApp, type ServedApp, type ServedFacts } from "../../fixtures/served-app.ts";
import { readJson } from "../../fixtures/read-json.ts";
import { NOON, status } from "../../fixtures/statuses.ts";

let app: ServedApp | undefined;
afterEach(() => app?.close(0));

async function get(path: string, facts: ServedFacts = {}, init: RequestInit = {}): Promise<Response> {
  await app?.close(0);
  app = await serveApp(facts);
  return fetch(`${app.url}${path}`, { redirect: "manual", ...init });
}

const STATUSES = [
  status({ objective: { slo: "availability" }, remaining: 0.412 }),
  status({
    objective: { slo: "latency", indicator: indicators.classic, by: ["handler"] },
    by: { handler: "/pay" },
    state: "burning",
    burn: 21.7,
    secondsToExhaustion: 3_600,
    latency: 0.4,
  }),
  status({
    objective: { slo: "latency", indicator: indicators.classic, by: ["handler"] },
    by: { handler: "/cart" },
    missing: "stale",
    note: "The newest sample is 2m old.",
    latency: 0.1,
  }),
  status({
    objective: { service: "search", slo: "availability", owner: undefined },
    coverage: 0.14,
    approximate: true,
  }),
];

describe("GET /api/v1/slos", () => {
  it("lists all SLOs and groups, the most urgent first", async () => {
    const list: SloListView = await readJson(get("/api/v1/slos", { statuses: STATUSES }));
    expect(list.items.map(({ service, slo, by, state }) => [service, slo, by, state])).toEqual([
      ["checkout", "latency", { handler: "/pay" }, "burning"],
      ["checkout", "latency", { handler: "/cart" }, "no-data"],
      ["checkout", "availability", {}, "healthy"],
      ["search", "availability", {}, "healthy"],
    ]);
  });

  it("gives each number, or null with its reason", async () => {
    const list: SloListView = await readJson(get("/api/v1/slos", { statuses: STATUSES }));
    const [burning, missing] = list.items;
    expect(burning).toEqual({
      service: "checkout",
      slo: "latency",
      namespace: "shop",
      owner: "payments",
      by: { handler: "/pay" },
      state: "burning",
      note: null,
      target: 0.999,
      window: "30d",
      windowSeconds: 2_592_000,
      indicator: "latency",
      burnRates: { "5m": 21.7, slo: 21.7 },
      errorRatios: { "5m": 0.0217, slo: 0.0217 },
      missing: {},
      budget: { remaining: 0.75, badEventsLeft: 750, secondsToExhaustion: 3_600 },
      exclusion: null,
      coverage: 1,
      coverages: { "5m": 1, slo: 1 },
      excluded: { "5m": 0, slo: 0 },
      ageSeconds: 7,
      approximate: false,
      latency: { "0.5": 0.1, "0.95": 0.2, "0.99": 0.4 },
      at: "2026-01-15T12:00:00.000Z",
    });
    expect(missing).toMatchObject({
      note: "The newest sample is 2m old.",
      burnRates: { "5m": null, slo: null },
      errorRatios: { "5m": null, slo: null },
      missing: { "5m": "stale", slo: "stale" },
      budget: { remaining: null, badEventsLeft: null, secondsToExhaustion: null },
      latency: { "0.5": null, "0.95": null, "0.99": null },
    });
  });

  it.each([
    ["service=search", ["search/availability"]],
    ["slo=availability&owner=payments", ["checkout/availability"]],
    ["state=no-data", ["checkout/latency"]],
    ["service=nobody", []],
  ])("filters by %s", async (query, expected) => {
    const list: SloListView = await readJson(get(`/api/v1/slos?${query}`, { statuses: STATUSES }));
    expect(list.items.map(({ service, slo }) => `${service}/${slo}`)).toEqual(expected);
  });

  it("adds the budget over the SLO window when asked to, with gaps left open", async () => {
    const point = (remaining: number | undefined) => ({
      at: NOON,
      good: 1,
      bad: 0,
      total: 1,
      coverage: 1,
      excluded: 0,
      budgetLeft:
        remaining === undefined
          ? ({ kind: "noData", reason: "insufficient" } as const)
          : ({ kind: "value", value: remaining, at: NOON } as const),
    });
    const list: SloListView = await readJson(
      get("/api/v1/slos?sparkline=3", {
        statuses: STATUSES.slice(0, 1),
        history: [point(1), point(undefined), point(0.5)],
      }),
    );
    expect(list.items[0]?.sparkline).toEqual([1, null, 0.5]);
    expect(app?.asked).toEqual([{ slo: "availability", by: {}, from: NOON - 2_592_000_000, to: NOON, step: 864_000 }]);
  });

  it("tells a reader who has the list already that nothing changed", async () => {
    const first = await get("/api/v1/slos", { statuses: STATUSES });
    const tag = first.headers.get("etag") ?? "";
    expect(tag).not.toBe("");
    // fetch() would add "cache-control: no-cache", which asks for the answer again.
    expect((await request(`${app?.url}/api/v1/slos`, { headers: { "if-none-match": tag } })).statusCode).toBe(304);
  });
});

describe("GET /api/v1/slos/{service}/{slo}", () => {
  it("tells the promise, the queries, the thresholds and all groups", async () => {
    const detail = await readJson(get("/api/v1/slos/checkout/latency", { statuses: STATUSES }));
    expect(detail).toMatchObject({
      service: "checkout",
      slo: "latency",
      target: 0.999,
      window: "30d",
      timezone: null,
      by: ["handler"],
      place: { file: "slo-specs/checkout.yaml", line: 1 },
      indicator: {
        kind: "latency",
        under: 0.3,
        total: 'sum by (handler) (rate(http_request_duration_seconds_count{job="checkout"}[5m]))',
      },
      groups: [{ by: { handler: "/pay" } }, { by: { handler: "/cart" } }],
    });
    expect(detail.alerts.burn[0]).toEqual({
      shortWindow: "5m",
      longWindow: "1h",
      above: 14.4,
      aboveErrorRatio: 0.0144,
      severity: "page",
    });
  });
});

describe("GET /api/v1/slos/{service}/{slo}/history", () => {
  it("gives points, with null for the counts of what was not observed", async () => {
    const history = [
      {
        at: instant(NOON - 300_000),
        good: 0,
        bad: 0,
        total: 0,
        coverage: 0,
        excluded: 0,
        budgetLeft: { kind: "noData", reason: "insufficient" } as const,
      },
      {
        at: NOON,
        good: 90,
        bad: 10,
        total: 100,
        coverage: 1,
        excluded: 0,
        budgetLeft: { kind: "value", value: 0.4, at: NOON } as const,
      },
    ];
    const answer = await readJson(
      get("/api/v1/slos/checkout/availability/history?from=2026-01-15T11:50:00Z&to=1768478400&step=5m", {
        statuses: STATUSES,
        history,
      }),
    );
    expect(answer).toEqual({
      service: "checkout",
      slo: "availability",
      by: {},
      stepSeconds: 300,
      points: [
        {
          at: "2026-01-15T11:55:00.000Z",
          good: null,
          bad: null,
          total: null,
          coverage: 0,
          excluded: 0,
          budgetLeft: null,
        },
        { at: "2026-01-15T12:00:00.000Z", good: 90, bad: 10, total: 100, coverage: 1, excluded: 0, budgetLeft: 0.4 },
      ],
    });
    expect(app?.asked).toEqual([{ slo: "availability", by: {}, from: NOON - 600_000, to: NOON, step: 300 }]);
  });

  it("goes up to the present of who asks, whose clock may be a moment ahead", async () => {
    const url = "/api/v1/slos/checkout/availability/history?from=2026-01-15T11:50:00Z&to=2026-01-15T12:00:05Z&step=5m";
    await get(url, { statuses: STATUSES });
    expect(app?.asked).toMatchObject([{ from: NOON - 600_000, to: NOON + 5_000 }]);
  });

  it("takes about one SLO window in whole steps up to now unless told otherwise, of the one group that is named", async () => {
    await get("/api/v1/slos/checkout/latency/history?by.handler=/pay", { statuses: STATUSES });
    expect(app?.asked).toEqual([
      { slo: "latency", by: { handler: "/pay" }, from: NOON - 499 * 5_190_000, to: NOON, step: 5_190 },
    ]);
  });
});

describe("GET /api/v1/rules", () => {
  it("gives the generated files, and each as YAML", async () => {
    const { items } = await readJson(get("/api/v1/rules", { statuses: STATUSES }));
    expect(items.map(({ path }: { path: string }) => path)).toEqual([
      "alert-rules/alertmanager-inhibit.yaml",
      "alert-rules/checkout.rules.yaml",
      "alert-rules/search.rules.yaml",
      "alert-rules/tests/checkout.test.yaml",
      "alert-rules/tests/search.test.yaml",
    ]);
    expect(await (await fetch(`${app?.url}/api/v1/rules/tests/search.test.yaml`)).text()).toBe(items[4].text);
    const file = await fetch(`${app?.url}/api/v1/rules/checkout.rules.yaml`);
    expect(file.headers.get("content-type")).toMatch(/^application\/yaml/);
    expect(await file.text()).toBe(items[1].text);
    expect(await (await fetch(`${app?.url}/api/v1/rules?format=prometheus-operator`)).text()).toContain(
      "kind: PrometheusRule",
    );
  });
});

describe("GET /api/v1/diagnostics", () => {
  it("tells what is wrong with the specs and their folder", async () => {
    const diagnostic = {
      code: "objective-out-of-range",
      severity: "error",
      file: "slo-specs/a.yaml",
      line: 2,
      column: 3,
      length: 4,
      problem: "p",
      remedy: "r",
    } as const;
    const answer = await readJson(
      get("/api/v1/diagnostics", { diagnostics: [diagnostic], folderProblem: "slo-specs holds no YAML file" }),
    );
    expect(answer).toEqual({
      items: [{ ...diagnostic, related: [] }],
      leftOut: 0,
      outdated: [],
      unread: [],
      folderProblem: "slo-specs holds no YAML file",
    });
  });
});

describe("the OpenAPI document", () => {
  it.each([
    ["/api/v1/slos", "/api/v1/slos?sparkline=2"],
    ["/api/v1/slos/{service}/{slo}", "/api/v1/slos/checkout/latency"],
    ["/api/v1/slos/{service}/{slo}/history", "/api/v1/slos/checkout/availability/history"],
    ["/api/v1/rules", "/api/v1/rules"],
    ["/api/v1/diagnostics", "/api/v1/diagnostics"],
  ])("describes what %s answers, and nothing else passes for it", async (path, url) => {
    const history = [
      {
        at: NOON,
        good: 90,
        bad: 10,
        total: 100,
        coverage: 1,
        excluded: 0,
        budgetLeft: { kind: "value", value: 0.4, at: NOON } as const,
      },
    ];
    const answer = await readJson(get(url, { statuses: STATUSES, history }));
    const document = await readJson(fetch(`${app?.url}/api/v1/openapi.json`));
    const schema = z.fromJSONSchema(document.paths[path].get.responses[200].content["application/json"].schema);
    expect(schema.safeParse(answer).error).toBeUndefined();
    expect(schema.safeParse({ ...answer, another: 1 }).success).toBe(false);
    expect(schema.safeParse({}).success).toBe(false);
  });

  it("describes every problem's answer", async () => {
    const problem = await readJson(get("/api/v1/nothing"));
    const document = await readJson(fetch(`${app?.url}/api/v1/openapi.json`));
    expect(document).toMatchObject({ openapi: "3.1.0", info: { version: "1.2.3" } });
    expect(z.fromJSONSchema(document.components.schemas.Problem).safeParse(problem).error).toBeUndefined();
  });
});
