import { afterEach, describe, expect, it } from "vitest";
import { runHeadroom } from "../fixtures/headroom-process.ts";
import { startHttpServer, type TestServer } from "../fixtures/http-server.ts";
import { serveApp, type ServedApp } from "../fixtures/served-app.ts";
import { status } from "../fixtures/statuses.ts";

let app: ServedApp | undefined;
let other: TestServer | undefined;
afterEach(async () => {
  await app?.close(0);
  await other?.close();
  app = undefined;
  other = undefined;
});

describe("headroom status", () => {
  it("asks a running service, and prints what it answers as a table or as JSON", async () => {
    app = await serveApp({ statuses: [status({ state: "burning" }), status({ objective: { service: "search" } })] });
    const table = await runHeadroom(["status", "--url", app.url, "--state", "burning"]);
    expect([table.code, table.stderr, table.stdout.split("\n").length]).toEqual([0, "", 3]);
    expect(table.stdout).toContain("▲ Burning  checkout/availability");
    const json = await runHeadroom(["status", "--url", app.url, "--output", "json", "--service", "search"]);
    expect(JSON.parse(json.stdout).items).toMatchObject([{ service: "search", state: "healthy" }]);
  });

  it("exits 3 when nobody answers, and says what to start", async () => {
    other = await startHttpServer(() => {});
    const { url } = other;
    await other.close();
    other = undefined;
    const { code, stdout, stderr } = await runHeadroom(["status", "--url", url]);
    expect([code, stdout]).toEqual([3, ""]);
    expect(stderr).toMatch(
      /^headroom: no headroom answers at http:\/\/127\.0\.0\.1:\d+; start one with headroom serve, or compute once with headroom status --prometheus URL: connect ECONNREFUSED/,
    );
  });

  it("exits 3 when something else answers", async () => {
    other = await startHttpServer((_request, response) => void response.end("<html>"));
    const { code, stderr } = await runHeadroom(["status", "--url", other.url]);
    expect([code, stderr]).toEqual([
      3,
      `headroom: ${other.url} answers with HTTP 200, but not as headroom does; give the address of headroom serve\n`,
    ]);
  });

  it("passes on what the service finds wrong", async () => {
    app = await serveApp({ access: { kind: "asked", token: () => Promise.resolve("t"), userHeader: undefined } });
    const { code, stderr } = await runHeadroom(["status", "--url", app.url]);
    expect([code, stderr]).toEqual([
      3,
      "headroom: the request names no reader that is let in; send Authorization: Bearer with the token of --token-file\n",
    ]);
  });

  it("exits 3 and says why when the file of the token for Prometheus cannot be read", async () => {
    const run = await runHeadroom(["status", "--prometheus", "http://127.0.0.1:1", "--token-file", "missing"]);
    expect([run.code, run.stdout, run.stderr]).toEqual([
      3,
      "",
      "headroom: the file with the credentials cannot be read: ENOENT: no such file or directory, open 'missing'\n",
    ]);
  });

  it("exits 3 when the Prometheus to compute from is not there, 2 when the usage is wrong", async () => {
    const unreachable = await runHeadroom(["status", "--prometheus", "http://127.0.0.1:1", "--specs", "slo-specs"]);
    expect([unreachable.code, unreachable.stdout]).toEqual([3, ""]);
    expect(unreachable.stderr).toBe("headroom: connect ECONNREFUSED 127.0.0.1:1\n");
    expect((await runHeadroom(["status", "--output", "xml"])).code).toBe(2);
    expect((await runHeadroom(["status", "--prometheus", "file:///x"])).code).toBe(2);
    expect((await runHeadroom(["status", "--url", "http://a", "--prometheus", "http://b"])).code).toBe(2);
  });
});
