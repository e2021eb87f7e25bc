import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { pushDashboards } from "../../demo/parts/grafana.ts";

let folder: string;
let server: Server;
let url: string;
let sources: Set<string>;
let calls: { call: string; body: Record<string, unknown> }[];

/** Answers as Grafana's HTTP API does, to one token alone, below a path of its own. */
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "headroom-grafana-"));
  await writeFile(join(folder, "token"), "secret-token\n");
  await writeFile(join(folder, "overview.json"), '{"uid":"headroom-overview","title":"SLOs"}');
  await writeFile(join(folder, "checkout.json"), '{"uid":"headroom-checkout","title":"checkout"}');
  sources = new Set();
  calls = [];
  server = createServer((incoming, outgoing) => void answer(incoming, outgoing));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/grafana/`;
});

afterEach(async () => {
  server.close();
  server.closeAllConnections();
  await rm(folder, { recursive: true });
});

async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const body = (await json(incoming)) as Record<string, unknown>;
  const isAdmitted = incoming.headers.authorization === "Bearer secret-token";
  if (isAdmitted) calls.push({ call: `${incoming.method} ${incoming.url}`, body });
  const isUnknown = incoming.method === "PUT" && !sources.has(String(body["uid"]));
  if (isAdmitted && incoming.url === "/grafana/api/datasources") sources.add(String(body["uid"]));
  if (isAdmitted) outgoing.writeHead(isUnknown ? 404 : 200).end("{}");
  else outgoing.writeHead(401).end('{"message":"Unauthorized"}');
}

const push = (): Promise<number> =>
  pushDashboards({ url, tokenFile: join(folder, "token") }, folder, "http://127.0.0.1:9090");

describe("pushDashboards", () => {
  it("makes the data source and hands over each dashboard", async () => {
    expect(await push()).toBe(2);
    expect(calls.map(({ call }) => call)).toEqual([
      "PUT /grafana/api/datasources/uid/headroom-demo",
      "POST /grafana/api/datasources",
      "POST /grafana/api/dashboards/db",
      "POST /grafana/api/dashboards/db",
    ]);
    expect(calls[1]?.body).toMatchObject({ type: "prometheus", url: "http://127.0.0.1:9090", access: "proxy" });
    expect(calls.slice(2).map(({ body }) => body["dashboard"])).toContainEqual({
      uid: "headroom-overview",
      title: "SLOs",
    });
    expect(calls[2]?.body["overwrite"]).toBe(true);
  });

  it("changes the data source of an earlier demo instead of making another", async () => {
    await push();
    calls = [];
    await push();
    expect(calls.map(({ call }) => call)).not.toContain("POST /grafana/api/datasources");
  });

  it("says what to give when Grafana refuses, without telling the token", async () => {
    await writeFile(join(folder, "token"), "wrong-token");
    const refusal = push().catch((error: unknown) => String(error));
    expect(await refusal).toMatch(
      /refused with 401: .*Unauthorized.*help: give a service account's token with --grafana-token-file/s,
    );
    expect(await refusal).not.toContain("wrong-token");
  });

  it("names the address when nobody is there", async () => {
    server.close();
    server.closeAllConnections();
    await expect(push()).rejects.toThrow(`found no Grafana at ${url}`);
  });
});
