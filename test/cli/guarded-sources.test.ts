import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { type IncomingMessage, request, type RequestListener, type ServerResponse } from "node:http";
import { createServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeShop } from "../fixtures/checked-shop.ts";
import { runHeadroom } from "../fixtures/headroom-process.ts";
import { startHttpServer, type TestServer } from "../fixtures/http-server.ts";
import { newAuthority } from "../fixtures/pki.ts";
import { type PrometheusServer, startPrometheus } from "../fixtures/prometheus-server.ts";

const BASIC = `Basic ${Buffer.from("headroom:secret").toString("base64")}`;
/** What each server wants of every request, and answers with the data of one Prometheus. */
const WANTED: Readonly<Record<string, (request: IncomingMessage) => boolean>> = {
  tenant: ({ headers }) => headers["x-scope-orgid"] === "shop" && headers.authorization === undefined,
  basic: ({ headers }) => headers.authorization === BASIC,
  bearer: ({ headers }) => headers.authorization === "Bearer token",
  tls: ({ headers }) => headers["x-scope-orgid"] === "shop" && headers.authorization === BASIC,
};

let prometheus: PrometheusServer;
let folder: string;
const servers = new Map<string, TestServer>();
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "headroom-guarded-"));
  prometheus = await startPrometheus();
  await writeShop(prometheus.url);
  for (const name of ["tenant", "basic", "bearer"]) servers.set(name, await startHttpServer(guarded(name)));
  const authority = await newAuthority("test authority");
  servers.set("tls", await startHttps(authority, guarded("tls")));
  await mkdir(join(folder, "slo-specs"));
  await Promise.all([
    ...[...servers.keys()].map((name) => writeFile(join(folder, `slo-specs/${name}.yaml`), specOf(name))),
    writeFile(join(folder, "ca.pem"), authority.certificate),
    writeFile(join(folder, "password"), "secret\n"),
    writeFile(join(folder, "token"), "token\n"),
    writeFile(join(folder, "headroom.yaml"), settings("headers: {X-Scope-OrgID: shop}")),
    writeFile(join(folder, "other.yaml"), settings("headers: {X-Scope-OrgID: other}")),
  ]);
}, 60_000);
afterAll(async () => {
  await prometheus?.stop();
  for (const server of servers.values()) await server.close();
  await rm(folder, { recursive: true, force: true });
});

function guarded(name: string): RequestListener {
  return (incoming: IncomingMessage, answer: ServerResponse) => {
    if (WANTED[name]?.(incoming) !== true) return void answer.writeHead(401).end();
    const { authorization: _ours, host: _port, ...headers } = incoming.headers;
    const onward = request(`${prometheus.url}${incoming.url}`, { method: incoming.method, headers }, (told) => {
      answer.writeHead(told.statusCode ?? 502, told.headers);
      told.pipe(answer);
    });
    incoming.pipe(onward);
  };
}

async function startHttps(
  authority: Awaited<ReturnType<typeof newAuthority>>,
  listener: RequestListener,
): Promise<TestServer> {
  const { certificate, key } = await authority.issue({
    commonName: "prometheus",
    names: [{ type: "ip", value: "127.0.0.1" }],
  });
  const server = createServer({ cert: certificate, key }, listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    url: `https://127.0.0.1:${address.port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

const url = (name: string): string => servers.get(name)?.url ?? "";
const settings = (tenant: string): string => `sources:
  tenant: {url: "${url("tenant")}", ${tenant}}
  basic: {url: "${url("basic")}", basicAuth: {username: headroom, passwordFile: password}}
  bearer: {url: "${url("bearer")}", bearerTokenFile: token}
  tls: {url: "${url("tls")}", basicAuth: {username: headroom, passwordFile: password}, ${tenant}, caFile: ca.pem}
`;
/** Half a bad event a second in 10.5; the misspelt one is what only the data tell. */
const specOf = (name: string): string => `version: headroom/v1
service: ${name}
source: ${name}
slos:
  - name: availability
    target: 90%
    window: 1d
    events: {total: 'http_requests_total{job="checkout"}', bad: 'http_requests_total{job="checkout",code="500"}'}
  - name: misspelt
    target: 90%
    window: 1d
    events: {total: http_requets_total, bad: 'http_requets_total{code="500"}'}
`;

const headroom = (args: readonly string[], env = {}) => runHeadroom(args, { cwd: folder, env });
/** The services whose data was read: the misspelt metric is missed there. */
const asked = (stdout: string): readonly string[] =>
  ["basic", "bearer", "tenant", "tls"].filter((name) => stdout.includes(`slo-specs/${name}.yaml:12:`));

describe("headroom check --live", () => {
  it("asks each source of the settings with its tenant, its credentials and its authority", async () => {
    const run = await headroom(["check", "--live"]);
    expect([run.stderr, asked(run.stdout)]).toEqual([
      expect.stringMatching(/^4 files, 8 SLOs, /),
      ["basic", "bearer", "tenant", "tls"],
    ]);
    expect(await headroom(["check"])).toMatchObject({ code: 0, stdout: "" });
  });

  it("still tells what the others say where one refuses, and exits with 3", async () => {
    const run = await headroom(["check", "--live"], { HEADROOM_CONFIG: "other.yaml" });
    expect([run.code, asked(run.stdout)]).toEqual([3, ["basic", "bearer"]]);
    expect(run.stderr).toContain(`the Prometheus at ${url("tls")} was not asked: HTTP 401`);
  });

  it("takes the file of a flag before that of a variable", async () => {
    const run = await headroom(["check", "--live", "--config", "headroom.yaml"], { HEADROOM_CONFIG: "other.yaml" });
    expect(asked(run.stdout)).toEqual(["basic", "bearer", "tenant", "tls"]);
  });

  it("refuses a server whose certificate no named authority signed", async () => {
    await writeFile(join(folder, "no-ca.yaml"), settings("headers: {}").replace(", caFile: ca.pem", ""));
    const run = await headroom(["check", "--live", "--config", "no-ca.yaml", "slo-specs/tls.yaml"]);
    expect([run.code, run.stderr]).toEqual([3, expect.stringMatching(/was not asked: .*certificate/)]);
  });
});

describe("headroom status", () => {
  const ratios = (stdout: string): Readonly<Record<string, number | null>> =>
    Object.fromEntries(
      (
        JSON.parse(stdout) as {
          items: { service: string; slo: string; burnRates: Record<string, number> }[];
        }
      ).items
        .filter(({ slo }) => slo === "availability")
        .map(({ service, burnRates }) => [service, burnRates["1h"] ?? null]),
    );

  it("computes from the sources of the settings file, each with what it wants", async () => {
    const run = await headroom(["status", "--config", "headroom.yaml", "--output", "json"]);
    expect([run.code, run.stderr]).toEqual([0, ""]);
    // 0.5 of 10.5 are bad, and a tenth may be.
    const burn = expect.closeTo(0.5 / 10.5 / 0.1, 2);
    expect(ratios(run.stdout)).toEqual({ basic: burn, bearer: burn, tenant: burn, tls: burn });
  });

  it("reads the usual settings file where specs are named, and leaves out what one source refuses", async () => {
    const one = await headroom(["status", "--specs", "slo-specs/tls.yaml", "--output", "json"]);
    expect([one.code, Object.keys(ratios(one.stdout))]).toEqual([0, ["tls"]]);
    const run = await headroom(["status", "--config", "other.yaml", "--output", "json"]);
    expect([run.code, Object.keys(ratios(run.stdout)).toSorted()]).toEqual([3, ["basic", "bearer"]]);
    expect(run.stderr).toContain(`headroom: the SLOs of the Prometheus at ${url("tenant")} are left out: HTTP 401`);
  });

  it("takes a variable and a flag for the default before the file, as serve does", async () => {
    await writeFile(join(folder, "wrong.yaml"), "prometheus: http://127.0.0.1:1\n");
    await writeFile(join(folder, "plain.yaml"), specOf("plain").replace("source: plain\n", ""));
    const args = ["status", "--config", "wrong.yaml", "--specs", "plain.yaml", "--output", "json"];
    expect((await headroom(args)).code).toBe(3);
    const byVariable = await headroom(args, { HEADROOM_PROMETHEUS: prometheus.url });
    expect([byVariable.code, Object.keys(ratios(byVariable.stdout))]).toEqual([0, ["plain"]]);
    const byFlag = await headroom([...args, "--prometheus", url("bearer"), "--token-file", "token"], {
      HEADROOM_PROMETHEUS: "http://127.0.0.1:1",
    });
    expect([byFlag.code, byFlag.stderr]).toEqual([0, ""]);
  });
});
