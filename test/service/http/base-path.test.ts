import { afterEach, describe, expect, it } from "vitest";
import { readJson } from "../../fixtures/read-json.ts";
import { serveApp, type ServedApp, type ServedFacts } from "../../fixtures/served-app.ts";
import { status } from "../../fixtures/statuses.ts";

const SITE = new Map([
  ["index.html", new TextEncoder().encode('<script src="/headroom-base-path/assets/app-1.js"></script>')],
  ["assets/app-1.js", new TextEncoder().encode("say();")],
]);

let app: ServedApp | undefined;
afterEach(() => app?.close(0));

async function start(facts: ServedFacts = {}): Promise<string> {
  app = await serveApp({ statuses: [status()], site: SITE, basePath: "/ops/headroom/", ...facts });
  return app.url;
}

const statusOf = async (url: string): Promise<number> => (await fetch(url, { redirect: "manual" })).status;

describe("under a base path", () => {
  it("pages, their files and the API are found there, and nowhere else", async () => {
    const url = await start();
    for (const path of ["/", "/rules", "/slos/checkout/availability", "/assets/app-1.js", "/api/v1/slos"]) {
      expect(await statusOf(`${url}/ops/headroom${path}`)).toBe(200);
      if (path !== "/") expect(await statusOf(`${url}${path}`)).toBe(404);
    }
    expect(await (await fetch(`${url}/ops/headroom/rules`)).text()).toContain('src="/ops/headroom/assets/app-1.js"');
    expect(await statusOf(`${url}/ops/headroomx/api/v1/slos`)).toBe(404);
    expect(await statusOf(`${url}/OPS/headroom/api/v1/slos`)).toBe(404);
  });

  it("health and metrics answer with it and without it, so that no probe breaks", async () => {
    const url = await start();
    for (const path of ["/livez", "/healthz", "/readyz", "/metrics"])
      expect([path, await statusOf(`${url}${path}`), await statusOf(`${url}/ops/headroom${path}`)]).toEqual([
        path,
        200,
        200,
      ]);
    // Each request is counted once, whichever way it came.
    const text = await (await fetch(`${url}/metrics`)).text();
    expect(text).toMatch(/^headroom_http_requests_total\{route="\/:health",code="200"\} 8$/m);
  });

  it("leads there whoever opens the port, and keeps its own redirects", async () => {
    const url = await start();
    expect((await fetch(`${url}/`, { redirect: "manual" })).headers.get("location")).toBe("/ops/headroom/");
    await app?.close(0);
    const bare = await start({ site: new Map() });
    const moved = await fetch(`${bare}/ops/headroom/`, { redirect: "manual" });
    expect(moved.headers.get("location")).toBe("/ops/headroom/api/v1/slos");
  });

  it("is told by the OpenAPI document and by what is not found", async () => {
    const url = await start();
    const { servers } = await readJson(fetch(`${url}/ops/headroom/api/v1/openapi.json`));
    expect(servers).toEqual([{ url: "/ops/headroom" }]);
    expect(await readJson(fetch(`${url}/ops/headroom/nothing`))).toMatchObject({
      problem: "/ops/headroom/nothing is no path of this server",
      remedy: "see /ops/headroom/api/v1/openapi.json for all paths",
    });
    expect(await readJson(fetch(`${url}/api/v1/slos`))).toMatchObject({
      remedy: "see /ops/headroom/api/v1/openapi.json for all paths",
    });
  });

  it("has a session whose cookie is for it alone, and asks as before", async () => {
    const url = await start({ access: { kind: "asked", token: async () => "the-token", userHeader: undefined } });
    expect(await statusOf(`${url}/ops/headroom/api/v1/slos`)).toBe(401);
    expect(await statusOf(`${url}/metrics`)).toBe(401);
    const body = new URLSearchParams({ token: "the-token" });
    const answer = await fetch(`${url}/ops/headroom/session`, { method: "POST", body });
    expect(answer.headers.get("set-cookie")).toContain("; Path=/ops/headroom/;");
  });

  it("says there too that something was evaluated", async () => {
    const url = await start();
    const answer = await fetch(`${url}/ops/headroom/api/v1/events`);
    const first = await answer.body?.getReader().read();
    expect(new TextDecoder().decode(first?.value)).toContain("event: evaluated");
  });
});
