import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { runHeadroom, serveHeadroom } from "../fixtures/headroom-process.ts";
import { startHttpServer, type TestServer } from "../fixtures/http-server.ts";

const SPEC =
  "version: headroom/v1\nservice: shop\nslos:\n  - name: availability\n    target: 99%\n    events: {total: x_total, bad: 'x_total{code=\"500\"}'}\n";

let folder: string;
let upstream: TestServer;
const authorizations = new Set<string | undefined>();
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "headroom-cli-"));
  await mkdir(join(folder, "slo-specs"));
  await writeFile(join(folder, "slo-specs", "shop.yaml"), SPEC);
  upstream = await startHttpServer((request, response) => {
    authorizations.add(request.headers.authorization);
    response.writeHead(401, { "content-type": "text/plain" }).end("no entry for canary-token");
  });
});
afterAll(async () => {
  await upstream.close();
  await rm(folder, { recursive: true });
});

const serve = (...args: readonly string[]): ReturnType<typeof runHeadroom> =>
  runHeadroom(["serve", ...args], { cwd: folder });

describe("headroom serve", () => {
  it("says which port is in use and how to choose another", async () => {
    const port = Number(new URL(upstream.url).port);
    expect(await serve("--listen", `127.0.0.1:${port}`)).toEqual({
      code: 3,
      stdout: "",
      stderr: `headroom: port ${port} on 127.0.0.1 is in use by another program\n  help: choose another with --listen 127.0.0.1:${port + 1}, or any free one with --listen 127.0.0.1:0\n`,
    });
  });

  it("does not open to other machines unless told who may read", async () => {
    expect(await serve("--listen", "0.0.0.0:0")).toEqual({
      code: 2,
      stdout: "",
      stderr:
        "headroom: 0.0.0.0 is reached from other machines, and nothing says who may read there\n  help: give --token-file FILE or --trusted-user-header NAME, or let everybody in with --allow-anonymous\n",
    });
  });

  it("says where it looked for specs", async () => {
    expect(await serve("--specs", "nowhere")).toEqual({
      code: 2,
      stdout: "",
      stderr:
        "headroom: there is no folder nowhere\n  help: run headroom where your specs are, or name their folder with --specs FOLDER\n",
    });
  });

  it("says which cluster it does not know how to reach", async () => {
    const { code, stdout, stderr } = await serve("--kubernetes", "gone.kubeconfig", "--listen", "127.0.0.1:0");
    expect([code, stdout]).toEqual([3, ""]);
    expect(stderr).toMatch(/^headroom: the cluster of gone\.kubeconfig is not known: ENOENT/);
    expect(stderr).toContain("help: give --kubernetes in-cluster in a pod, or the path of a kubeconfig elsewhere\n");
  });

  it("names every wrong setting and where it was given", async () => {
    await writeFile(join(folder, "bad.yaml"), "lisen: 1\n");
    const { code, stderr } = await runHeadroom(["serve", "--config", "bad.yaml", "--step", "soon"], {
      cwd: folder,
      env: { HEADROOM_QUERY_TIMEOUT: "5" },
    });
    expect([code, stderr]).toEqual([
      2,
      "headroom: bad.yaml:1:1: unknown setting lisen; did you mean listen?\nheadroom: --step: step: soon is no duration; write 30s, 5m or 1h30m\nheadroom: HEADROOM_QUERY_TIMEOUT: queryTimeout: 5 is no duration; write 30s, 5m or 1h30m\n",
    ]);
  });

  it("says that a settings file that was named is not there", async () => {
    const { code, stderr } = await serve("--config", "gone.yaml");
    expect([code, stderr]).toEqual([
      2,
      "headroom: the settings file gone.yaml cannot be read: ENOENT: no such file or directory, open 'gone.yaml'\n",
    ]);
  });

  it("prints the settings with their origins, and no secret", async () => {
    await writeFile(
      join(folder, "settings.yaml"),
      "step: 10s\nsources: {default: {url: http://p:9090, bearerTokenFile: /run/token}}\n",
    );
    const { code, stdout } = await serve("--config", "settings.yaml", "--print-settings", "--log-level", "debug");
    expect(code).toBe(0);
    expect(stdout.split("\n").map((line) => line.split(/ {2,}/))).toEqual(
      expect.arrayContaining([
        ["step", "10", "settings.yaml:1:1"],
        ["logLevel", "debug", "--log-level"],
        [
          "sources",
          "{ default: { url: 'http://p:9090', bearerTokenFile: '/run/token', headers: {} } }",
          "settings.yaml:2:1",
        ],
        ["listen", "{ host: '127.0.0.1', port: 8080 }", "default"],
      ]),
    );
  });

  it("lists its settings and an example in its help", async () => {
    const { code, stdout } = await serve("--help");
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /--prometheus <url>[^]*--query-max-bytes <size>[^]*\(default: 16MiB\)[^]*Examples:\n {2}headroom serve/,
    );
  });

  it("runs without Prometheus, says so once, and never shows the credentials that it sends or is asked for", async () => {
    await Promise.all([
      writeFile(join(folder, "token"), "canary-token\n"),
      writeFile(join(folder, "api-token"), "canary-api\n"),
      writeFile(
        join(folder, "secret.yaml"),
        `sources: {default: {url: "${upstream.url}", bearerTokenFile: ${join(folder, "token")}}}\n`,
      ),
    ]);
    const headroom = await serveHeadroom([
      "--config",
      join(folder, "secret.yaml"),
      "--specs",
      join(folder, "slo-specs"),
      "--token-file",
      join(folder, "api-token"),
      "--step",
      "1s",
      "--specs-settle",
      "100ms",
      "--log-level",
      "debug",
    ]);
    const get = (path: string): Promise<Response> =>
      fetch(`${headroom.url}${path}`, { headers: { authorization: "Bearer canary-api" } });
    await vi.waitFor(async () => expect((await get("/readyz")).status).toBe(200), { timeout: 10_000 });
    await headroom.logged("step done");
    const texts = await Promise.all(
      [
        "/api/v1/slos",
        "/api/v1/slos/shop/availability",
        "/api/v1/diagnostics",
        "/metrics",
        "/readyz?verbose",
        "/api/v1/nothing",
      ].map(async (path) => (await get(path)).text()),
    );
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(await headroom.stop()).toBe(0);
    const everything = `${texts.join("\n")}\n${JSON.stringify(headroom.log)}`;
    expect([...authorizations]).toEqual(["Bearer canary-token"]);
    expect(everything).not.toContain("canary");
    expect(JSON.parse(texts[0] ?? "").items).toMatchObject([
      { service: "shop", state: "no-data", budget: { remaining: null } },
    ]);
    expect(headroom.log.filter(({ msg }) => msg === "prometheus gives no whole answer")).toMatchObject([
      {
        level: "warn",
        source: "default",
        problem:
          "HTTP 401: the credentials or the tenant are missing or refused; name them in the settings of the source (bearerTokenFile, basicAuth, headers)",
      },
    ]);
  });

  it("shows an SLO whose source the settings do not name: a diagnostic at its field, and no data", async () => {
    const specs = join(folder, "abroad");
    await mkdir(specs);
    await writeFile(join(specs, "shop.yaml"), SPEC.replace("service: shop", "service: shop\nsource: eurpoe"));
    await writeFile(
      join(folder, "abroad.yaml"),
      `sources: {default: {url: "${upstream.url}"}, europe: {url: "${upstream.url}"}}\n`,
    );
    const headroom = await serveHeadroom([
      "--config",
      join(folder, "abroad.yaml"),
      "--specs",
      specs,
      "--specs-settle",
      "100ms",
    ]);
    await vi.waitFor(async () => expect((await fetch(`${headroom.url}/readyz`)).status).toBe(200), { timeout: 10_000 });
    const read = async (path: string): Promise<unknown> => (await fetch(`${headroom.url}${path}`)).json();
    expect(await read("/api/v1/diagnostics")).toMatchObject({
      items: [
        {
          line: 3,
          column: 9,
          code: "unknown-source",
          problem: 'the settings name no source "eurpoe"; they name "default" and "europe"',
          remedy: "did you mean source: europe?",
        },
      ],
    });
    expect(await read("/api/v1/slos")).toMatchObject({ items: [{ service: "shop", state: "no-data" }] });
    expect(await headroom.stop()).toBe(0);
  });
});
