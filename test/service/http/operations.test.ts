import { request } from "undici";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { OPERATIONS } from "../../../src/service/http/operations.ts";
import { readJson } from "../../fixtures/read-json.ts";
import { loggedDecision } from "../../fixtures/scaling.ts";
import { serveApp, type ServedApp } from "../../fixtures/served-app.ts";
import { indicators } from "../../fixtures/objectives.ts";
import { status } from "../../fixtures/statuses.ts";

const STATUSES = [status(), status({ objective: { slo: "latency", indicator: indicators.classic } })];

let app: ServedApp | undefined;
afterEach(() => app?.close(0));

async function start(): Promise<string> {
  app = await serveApp({ statuses: STATUSES, decisions: [await loggedDecision({ mode: "publish" })] });
  return app.url;
}

/** The counted requests as `label code count`, but for the one that asks. */
async function counted(url: string): Promise<readonly string[]> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return [...text.matchAll(/^headroom_http_requests_total\{route="(.*)",code="(.*)"\} (.*)$/gm)].map(
    ([, label, code, count]) => `${label} ${code} ${count}`,
  );
}

/** What there is, by the names of path parameters. */
const THERE = {
  service: "checkout",
  scaling: "checkout",
  namespace: "shop",
  file: "tests/checkout.test.yaml",
  dashboard: "checkout.json",
};

const CASES = OPERATIONS.map((operation) => ({
  ...operation,
  url: Object.entries({ ...THERE, slo: operation.path.endsWith("/latency") ? "latency" : "availability" }).reduce(
    (path, [name, value]) => path.replace(`{${name}}`, value),
    operation.path,
  ),
}));

describe.each(CASES)("GET $path", ({ path, url, says, parameters, answers, countedAs }) => {
  it("is answered in its content type, and counted under its label", async () => {
    const base = await start();
    const answer = await fetch(`${base}${url}`);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, `${answers.type}; charset=utf-8`]);
    expect(await counted(base)).toEqual([`${countedAs} 200 1`]);
  });

  it("refuses a parameter that it does not know", async () => {
    const base = await start();
    const answer = await fetch(`${base}${url}?zzzzzzzz=1`);
    expect([answer.status, await readJson(answer)]).toMatchObject([
      400,
      { code: "bad-parameter", problem: "unknown parameter zzzzzzzz" },
    ]);
    expect(await counted(base)).toEqual([`${countedAs} 400 1`]);
  });

  it("refuses another method", async () => {
    const answer = await request(`${await start()}${url}`, { method: "POST" });
    expect([answer.statusCode, answer.headers.allow]).toEqual([405, "GET, HEAD"]);
  });

  it("stands in the OpenAPI document with its parameters and its answer", async () => {
    const { paths } = await readJson(fetch(`${await start()}/api/v1/openapi.json`));
    const { get } = paths[path];
    expect(get.summary).toBe(says);
    expect(get.parameters.map((each: { name: string; in: string }) => `${each.in} ${each.name}`)).toEqual(
      parameters.map((each) => `${each.in} ${each.name}`),
    );
    const { schema } = get.responses[200].content[answers.type];
    const text = await (await fetch(`${app?.url}${url}`)).text();
    const answer: unknown = answers.type === "application/json" ? JSON.parse(text) : text;
    expect(z.fromJSONSchema(schema).safeParse(answer).error).toBeUndefined();
  });

  it("describes each name in its path", () => {
    expect(parameters.filter((each) => each.in === "path").map(({ name }) => `{${name}}`)).toEqual(
      path.match(/\{\w+\}/g) ?? [],
    );
  });
});

describe("the label of a request", () => {
  // Dashboards know these labels.
  it.each([
    ["/api/v1/slos", "/api/v1/slos 200 1"],
    ["/api/v1/slos/checkout/availability", "/api/v1/slos/:service/:slo 200 1"],
    ["/api/v1/slos/checkout/availability/history", "/api/v1/slos/:service/:slo/history 200 1"],
    ["/api/v1/rules", "/api/v1/:document 200 1"],
    ["/api/v1/rules/tests/checkout.test.yaml", "/api/v1/:document 200 1"],
    ["/api/v1/diagnostics", "/api/v1/:document 200 1"],
    ["/api/v1/services", "/api/v1/:document 200 1"],
    ["/api/v1/dashboards/overview.json", "/api/v1/:document 200 1"],
    ["/api/v1/rule-states/checkout", "/api/v1/rule-states/:service 200 1"],
    ["/api/v1/openapi.json", "/api/v1/:document 200 1"],
    ["/livez", "/:health 200 1"],
    ["/healthz", "/:health 200 1"],
    ["/readyz", "/:health 200 1"],
    ["/metrics", "/:health 200 1"],
    ["/", "/:health 302 1"],
    ["/api/v1/openapi_json", "other 404 1"],
    ["/api/v1/SLOS", "other 404 1"],
    ["/api/v1/slos/checkout", "other 404 1"],
    ["/api/v1/slos/checkout/availability/history/more", "other 404 1"],
  ])("of %s does not change: %s", async (path, expected) => {
    const base = await start();
    await (await fetch(`${base}${path}`, { redirect: "manual" })).text();
    expect(await counted(base)).toEqual([expected]);
  });
});

describe("the OpenAPI document", () => {
  it("tells of the operations and of no other path", async () => {
    const { paths } = await readJson(fetch(`${await start()}/api/v1/openapi.json`));
    expect(Object.keys(paths)).toEqual(OPERATIONS.map(({ path }) => path));
  });
});
