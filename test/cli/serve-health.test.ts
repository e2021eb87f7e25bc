import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type HeadroomProcess, runHeadroom, serveHeadroom } from "../fixtures/headroom-process.ts";

const SPEC =
  "version: headroom/v1\nservice: shop\nslos:\n  - name: availability\n    target: 99%\n    events: {total: x_total, bad: 'x_total{code=\"500\"}'}\n";
const TOKEN = { authorization: "Bearer canary" };

/** More than one address may hold. */
const CROWD = 600;

let folder: string;
let headroom: HeadroomProcess;
let health: string;
const crowd: Socket[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "headroom-health-"));
  await mkdir(join(folder, "slo-specs"));
  await Promise.all([
    writeFile(join(folder, "slo-specs", "shop.yaml"), SPEC),
    writeFile(join(folder, "token"), "canary\n"),
  ]);
  const specs = ["--specs", join(folder, "slo-specs"), "--prometheus", "http://127.0.0.1:1"];
  headroom = await serveHeadroom([...specs, "--token-file", join(folder, "token"), "--health-listen", "127.0.0.1:0"]);
  health = String((await headroom.logged("listening for health and metrics"))["url"]);
}, 60_000);
afterAll(async () => {
  for (const socket of crowd) socket.destroy();
  await headroom?.stop("SIGKILL");
  await rm(folder, { recursive: true, force: true });
});

const codeOf = async (url: string, headers: Readonly<Record<string, string>> = {}): Promise<number> =>
  (await fetch(url, { headers })).status;

describe("a port for health and metrics alone", () => {
  it("serves these and nothing else, the metrics to those who are let in", async () => {
    expect(await codeOf(`${health}/livez`)).toBe(200);
    expect(await codeOf(`${health}/metrics`)).toBe(401);
    expect(await codeOf(`${health}/metrics`, TOKEN)).toBe(200);
    expect(await codeOf(`${health}/api/v1/slos`, TOKEN)).toBe(404);
    expect(await codeOf(`${headroom.url}/metrics`, TOKEN)).toBe(200);
  });

  it("ends the connections of strangers with their answers, and keeps those of readers", async () => {
    const keptBy = async (path: string, headers: Readonly<Record<string, string>>): Promise<unknown> => {
      const answer = await fetch(`${headroom.url}${path}`, { headers });
      return answer.headers.get("connection") ?? answer.headers.get("keep-alive");
    };
    expect(await keptBy("/api/v1/slos", {})).toBe("close");
    expect(await keptBy("/livez", {})).toBe("close");
    expect(await keptBy("/api/v1/nothing", TOKEN)).toBe("keep-alive");
  });

  it("answers probes while somebody holds all the connections of the other port that he may", async () => {
    const { port } = new URL(headroom.url);
    for (let i = 0; i < CROWD; i++) {
      const socket = connect(Number(port), "127.0.0.1");
      socket.on("error", () => undefined);
      crowd.push(socket);
    }
    await Promise.all(
      crowd.map((socket) => new Promise((resolve) => socket.once("connect", resolve).once("close", resolve))),
    );
    expect(await codeOf(`${health}/livez`)).toBe(200);
    expect(await codeOf(`${health}/metrics`, TOKEN)).toBe(200);
  });

  it("is refused beyond this machine until it is said who may read", async () => {
    const { code, stderr } = await runHeadroom(["serve", "--health-listen", "0.0.0.0:0"], { cwd: folder });
    expect([code, stderr.split("\n", 1)[0]]).toEqual([
      2,
      "headroom: 0.0.0.0 is reached from other machines, and nothing says who may read there",
    ]);
  });

  it("says which port is in use and how to choose another", async () => {
    const { port } = new URL(health);
    const { code, stderr } = await runHeadroom(
      ["serve", "--listen", "127.0.0.1:0", "--log-level", "error", "--health-listen", `127.0.0.1:${port}`],
      { cwd: folder },
    );
    expect([code, stderr]).toEqual([
      3,
      `headroom: port ${port} on 127.0.0.1 is in use by another program\n  help: choose another with --health-listen 127.0.0.1:${Number(port) + 1}, or any free one with --health-listen 127.0.0.1:0\n`,
    ]);
  });
});
