import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LIVE_CODES } from "../../src/core/diagnostics/live-codes.ts";
import { writeShop } from "../fixtures/checked-shop.ts";
import { specWith } from "../fixtures/code-examples.ts";
import { type Finished, runHeadroom } from "../fixtures/headroom-process.ts";
import { startHttpServer } from "../fixtures/http-server.ts";
import { liveFindings } from "../fixtures/live-check.ts";
import { type PrometheusServer, startPrometheus } from "../fixtures/prometheus-server.ts";

const SHOP = `version: headroom/v1
service: shop
slos:
  - name: latency
    target: 99%
    window: 14d
    latency: {histogram: 'http_request_duration_seconds{job="checkout"}', under: 300ms}
  - name: availability
    target: 99.9%
    events:
      total: [http_requests_total, http_requets_total]
      good: 'http_requests_total{code=~"3.."}'
  - name: bookings
    target: 99%
    window: 10d
    events:
      total: job_runs_total{job="chekout"}
      bad: job_runs_total{job="chekout",code="500"}
  - name: search
    target: 99%
    window: 10d
    events: {total: 'http_requests_total{job="seerch",code="200"}', bad: 'http_requests_total{job="seerch",code="200",path="/"}'}
  - name: jobs
    target: 99%
    window: {calendar: month}
    promql: {errors: 'sum(rate(http_requests_total[{{window}}]))', total: 'sum(rate(job_runs_total[{{window}}]))'}
`;

let prometheus: PrometheusServer;
let folder: string;
beforeAll(async () => {
  [prometheus, folder] = await Promise.all([
    startPrometheus(undefined, "--storage.tsdb.retention.time=15d"),
    mkdtemp(join(tmpdir(), "headroom-check-")),
  ]);
  await Promise.all([
    writeShop(prometheus.url),
    writeFile(join(folder, "shop.yaml"), SHOP),
    writeFile(
      join(folder, "headroom.yaml"),
      "sources: {default: {url: http://p:9090}, europe: {url: http://q:9090}}\n",
    ),
  ]);
}, 30_000);
afterAll(async () => {
  await prometheus?.stop();
  await rm(folder, { recursive: true, force: true });
});

const check = (...args: readonly string[]): Promise<Finished> => runHeadroom(["check", ...args], { cwd: folder });

describe("headroom check --prometheus", () => {
  it("shows what only the data tell, at the fields that are to be mended", async () => {
    const run = await check("--prometheus", prometheus.url, "shop.yaml");
    await expect(run.stdout).toMatchFileSnapshot("../golden/check-prometheus/shop.txt");
    expect([run.code, run.stderr]).toEqual([1, "1 file, 5 SLOs, 1 error, 7 warnings\n"]);
  });

  it.each(Object.entries(LIVE_CODES).filter(([, { wrong }]) => !wrong.startsWith("#")))(
    "tells %s by its example in the reference, and nothing of the mended one",
    async (code, { wrong, mended }) => {
      const alone = (example: string): string => (example.startsWith("window:") ? example : `${example}\nwindow: 14d`);
      expect(await codesOf(alone(wrong))).toContain(code);
      expect(await codesOf(alone(mended))).toEqual([]);
    },
  );

  it("exits with 3 and still shows the rest when nobody answers", async () => {
    await writeFile(join(folder, "bad.yaml"), SHOP.replace("99.9%", "99.9"));
    const run = await check("--prometheus", "http://127.0.0.1:1", "bad.yaml");
    expect([run.code, run.stderr]).toEqual([
      3,
      "headroom: the Prometheus at http://127.0.0.1:1 was not asked: connect ECONNREFUSED 127.0.0.1:1\n" +
        "  help: give the address of a running Prometheus with --prometheus, or check without it\n" +
        "1 file, 0 SLOs, 1 error\n",
    ]);
    expect(run.stdout).toContain("bad.yaml:9:13 error objective-unit");
  });

  it("exits with 3 when some questions stay without an answer, and claims nothing of these", async () => {
    const server = await startHttpServer((request, response) => {
      const isTime = request.url?.includes("time%28%29") === true;
      response.writeHead(isTime ? 200 : 422, { "content-type": "application/json" });
      response.end(
        JSON.stringify(
          isTime
            ? { status: "success", data: { resultType: "scalar", result: [1_700_000_000, "1700000000"] } }
            : { status: "error", errorType: "execution", error: "too many samples" },
        ),
      );
    });
    const run = await check("--prometheus", server.url, "shop.yaml");
    await server.close();
    expect([run.code, run.stdout]).toEqual([3, ""]);
    expect(run.stderr).toMatch(
      /^headroom: the Prometheus at http:\S+ left \d+ of \d+ questions without an answer: execution: too many samples\n {2}help: check again when it has less to do; what is shown may not be all\n1 file, 5 SLOs, no problems\n$/,
    );
  });

  it("sends the token of the file", async () => {
    const seen = new Set<string | undefined>();
    const server = await startHttpServer((request, response) => {
      seen.add(request.headers.authorization);
      response.writeHead(401).end();
    });
    await writeFile(join(folder, "token"), "secret\n");
    const run = await check("--prometheus", server.url, "--token-file", "token", "shop.yaml");
    await server.close();
    expect([run.code, [...seen]]).toEqual([3, ["Bearer secret"]]);
    expect(run.stderr).toContain(
      "was not asked: HTTP 401: the credentials or the tenant are missing or refused; name them in the settings of the source (bearerTokenFile, basicAuth, headers)\n",
    );
  });

  it("exits with 3 and says why when the file of the token cannot be read", async () => {
    const run = await check("--prometheus", "http://127.0.0.1:1", "--token-file", "missing", "shop.yaml");
    expect([run.code, run.stdout, run.stderr]).toEqual([
      3,
      "",
      "headroom: the Prometheus at http://127.0.0.1:1 was not asked: the file with the credentials cannot be read: ENOENT: no such file or directory, open 'missing'\n" +
        "  help: give the address of a running Prometheus with --prometheus, or check without it\n" +
        "1 file, 5 SLOs, no problems\n",
    ]);
  });

  it("refuses what is no address", async () => {
    const run = await check("--prometheus", "prometheus:9090", "shop.yaml");
    expect([run.code, run.stdout, run.stderr]).toEqual([
      2,
      "",
      "headroom: --prometheus: prometheus: prometheus:9090 is not reached by HTTP; write http://… or https://…\n",
    ]);
  });
});

const codesOf = async (example: string): Promise<readonly string[]> =>
  (await liveFindings(prometheus.url, specWith("live", example))).map(({ code }) => code);

describe("headroom check --config", () => {
  it("names sources that the settings do not have", async () => {
    await writeFile(join(folder, "eu.yaml"), SHOP.replace("service: shop", "service: shop\nsource: eurpoe"));
    expect(await check("--config", "headroom.yaml", "eu.yaml")).toEqual({
      code: 1,
      stdout:
        "eu.yaml:3:9 error unknown-source\n" +
        "    3 | source: eurpoe\n" +
        '                ^^^^^^ the settings name no source "eurpoe"; they name "default" and "europe"\n' +
        "   help: did you mean source: europe?\n",
      stderr: "1 file, 5 SLOs, 1 error\n",
    });
    expect(await check("--config", "headroom.yaml", "shop.yaml")).toMatchObject({ code: 0, stdout: "" });
    expect(await check("eu.yaml")).toMatchObject({ code: 0, stdout: "" });
  });

  it("points at the service where the default is meant and not named", async () => {
    await writeFile(join(folder, "one.yaml"), "sources: {europe: {url: http://q:9090}}\n");
    const run = await check("--config", "one.yaml", "shop.yaml");
    expect([run.code, run.stdout]).toEqual([
      1,
      "shop.yaml:2:10 error unknown-source\n" +
        "    2 | service: shop\n" +
        '                 ^^^^ the settings name no source "default"; they name "europe"\n' +
        "   help: write source: europe, or add sources: {default: {url: http://…}} to the settings\n",
    ]);
  });

  it("names what is wrong with the settings", async () => {
    await writeFile(join(folder, "broken.yaml"), "lisen: 1\n");
    expect(await check("--config", "broken.yaml", "shop.yaml")).toEqual({
      code: 2,
      stdout: "",
      stderr: "headroom: broken.yaml:1:1: unknown setting lisen; did you mean listen?\n",
    });
  });
});
