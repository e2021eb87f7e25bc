import { chmod, mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { pushDashboards } from "../../demo/parts/grafana.ts";
import { findGrafana, type InstalledGrafana, OwnGrafana } from "../../demo/parts/own-grafana.ts";
import { Parts } from "../../demo/run/parts.ts";
import { RunFolder } from "../../demo/run/run-folder.ts";

/**
 * Answers as Grafana does to its health check and to whoever comes, if it was told to let everybody in, and shows how
 * it was started.
 */
const STAND_IN = `#!${process.execPath}
const { createServer } = require("node:http");
const env = process.env;
const open = env.GF_AUTH_ANONYMOUS_ENABLED === "true" && env.GF_AUTH_ANONYMOUS_ORG_ROLE === "Admin";
createServer((request, answer) => {
  if (request.url === "/started") answer.end(JSON.stringify({ args: process.argv.slice(2), data: env.GF_PATHS_DATA }));
  else answer.writeHead(request.url === "/api/health" || open ? 200 : 401).end("{}");
}).listen(Number(env.GF_SERVER_HTTP_PORT), env.GF_SERVER_HTTP_ADDR);
`;

let root: string;
let folder: RunFolder;
let parts: Parts;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "headroom-own-grafana-")));
  folder = await RunFolder.create();
  parts = new Parts(folder, new AbortController().signal);
});

afterEach(async () => {
  await parts.stop();
  await folder.remove();
  await rm(root, { recursive: true });
});

/** Lays out an installation; without defaults it is a program alone. */
async function install(name: string, isWhole = true): Promise<void> {
  await mkdir(join(root, "bin"));
  await mkdir(join(root, "conf"));
  await writeFile(join(root, "bin", name), STAND_IN);
  await chmod(join(root, "bin", name), 0o755);
  if (isWhole) await writeFile(join(root, "conf", "defaults.ini"), "");
}

const installed = (): Promise<InstalledGrafana | undefined> => findGrafana([join(root, "bin")]);

describe("the Grafana on PATH", () => {
  it.each([
    { name: "grafana", args: ["server"] },
    { name: "grafana-server", args: [] },
  ])("is started as $name with files of its own, and gets the dashboards", async ({ name, args }) => {
    await install(name);
    const found = await installed();
    if (found === undefined) throw new Error("not found");
    const grafana = await OwnGrafana.start(found, folder, parts);
    await grafana.ready(parts);
    expect(await (await fetch(`${grafana.url}/started`)).json()).toEqual({
      args: [...args, `--homepath=${root}`],
      data: folder.file("grafana-data"),
    });
    await writeFile(join(root, "overview.json"), '{"uid":"headroom","title":"SLOs"}');
    expect(await pushDashboards(grafana, root, "http://127.0.0.1:9090")).toBe(1);
    await parts.stop();
    await expect(fetch(`${grafana.url}/api/health`)).rejects.toThrow();
  });

  it("is left alone when it is not whole, and when there is none", async () => {
    expect(await installed()).toBeUndefined();
    await install("grafana", false);
    expect(await installed()).toBeUndefined();
  });
});
