import { request } from "undici";
import { afterEach, describe, expect, it } from "vitest";
import { serveApp, type ServedApp } from "../../fixtures/served-app.ts";
import { status } from "../../fixtures/statuses.ts";

const encoder = new TextEncoder();
const SITE = new Map([
  ["index.html", encoder.encode('<!doctype html><script src="/headroom-base-path/assets/app-1.js"></script>')],
  ["assets/app-1.js", encoder.encode("say();".repeat(100))],
]);

let app: ServedApp | undefined;
afterEach(() => app?.close(0));

async function serve(): Promise<string> {
  app = await serveApp({ statuses: [status()], site: SITE });
  return app.url;
}

describe("the pages", () => {
  it.each(["/", "/slos/checkout/availability", "/scaling", "/rules"])("are one file for %s", async (path) => {
    const answer = await fetch(`${await serve()}${path}`);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    expect(await answer.text()).toBe('<!doctype html><script src="/assets/app-1.js"></script>');
  });

  it("load assets that browsers keep, compressed as they like", async () => {
    const url = `${await serve()}/assets/app-1.js`;
    for (const encoding of ["br", "gzip", "identity"]) {
      const answer = await fetch(url, { headers: { "accept-encoding": encoding } });
      expect(answer.headers.get("content-encoding")).toBe(encoding === "identity" ? null : encoding);
      expect(answer.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
      expect(await answer.text()).toContain("say();");
    }
    expect((await fetch(`${url}.map`)).status).toBe(404);
    expect((await fetch(`${app?.url}/assets/..%2f..%2fpackage.json`)).status).toBe(404);
  });

  it("are sent again only where they changed", async () => {
    const url = await serve();
    const etag = (await fetch(url)).headers.get("etag") ?? "";
    expect(etag).not.toBe("");
    // The built-in fetch asks for a fresh copy whenever it is told what was seen.
    const { statusCode } = await request(url, { headers: { "if-none-match": etag } });
    expect(statusCode).toBe(304);
  });

  it("may load nothing of others", async () => {
    const policy = (await fetch(await serve())).headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'self'");
    expect(policy).not.toContain("unsafe");
  });

  it("give way to the list of SLOs where they were not built", async () => {
    app = await serveApp({ statuses: [status()] });
    const answer = await fetch(app.url, { redirect: "manual" });
    expect([answer.status, answer.headers.get("location")]).toEqual([302, "/api/v1/slos"]);
  });
});

describe("events", () => {
  it("say that something may have changed: at first, and whenever it is told", async () => {
    app = await serveApp({ statuses: [status()] });
    const answer = await fetch(`${app.url}/api/v1/events`);
    expect(answer.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    const next = async (): Promise<string | undefined> => (await reader?.read())?.value;
    expect(await next()).toBe("event: evaluated\ndata: {}\n\n");
    app.changes.tell();
    expect(await next()).toBe("event: evaluated\ndata: {}\n\n");
    await reader?.cancel();
  });
});
