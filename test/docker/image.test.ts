import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { output } from "../../programs/child.ts";
import { ownVersion } from "../../src/cli/own-version.ts";
import { ROOT } from "../docs/markdown.ts";
import { type BuiltImage, buildImage } from "./built-image.ts";
import { execForm } from "./dockerfile.ts";

/** Packages come from npm's cache or the registry, on a machine that does other things too. */
const BUILD_MS = 240_000;
/** Nothing of it is compiled yet. */
const START_MS = 120_000;

let folder: string;
let image: BuiltImage;
let service: ChildProcess | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "headroom-image-"));
  image = await buildImage(folder, async (command, cwd) => {
    // All packages of the lock file are in the clone already.
    if (command !== "npm ci --ignore-scripts --include=optional") return false;
    await symlink(join(ROOT, "node_modules"), join(cwd, "node_modules"));
    return true;
  });
}, BUILD_MS);
afterAll(async () => {
  service?.kill("SIGKILL");
  await rm(folder, { recursive: true, force: true });
});

describe("the image", () => {
  it("begins with the Node.js that clones run, and needs neither root nor a shell", () => {
    expect(image.stage.from).toBe(`node:${process.versions.node.split(".")[0]}-slim`);
    expect(step("USER")).toBe("65532:65532");
    expect(step("RUN")).toBeUndefined();
    expect(execForm(step("ENTRYPOINT"))).toEqual(["node", "--initial-old-space-size=64", "/opt/headroom/bin/headroom"]);
    expect(execForm(step("CMD"))).toEqual(["serve"]);
  });

  it("holds what runs, and nothing that only builds or tests", () => {
    const has = (path: string): boolean => existsSync(join(image.root, image.workdir, path));
    expect(["dist/src/cli/main.js", "bin/headroom", "LICENSE", "node_modules/express"].filter(has)).toHaveLength(4);
    expect(
      ["src", "test", "node_modules/typescript", "node_modules/vitest", "node_modules/.bin/node"].filter(has),
    ).toEqual([]);
  });

  it("says its version", async () => {
    await expect(output(process.execPath, [...entry(), "--version"], image.root)).resolves.toBe(ownVersion());
  });

  it("serves, to the cluster's API server too, with the packages that it has", { timeout: START_MS }, async () => {
    await writeFile(join(folder, "shop.yaml"), SPEC);
    await writeFile(join(folder, "kubeconfig"), KUBECONFIG);
    service = spawn(
      process.execPath,
      [
        ...entry(),
        "serve",
        "--listen=127.0.0.1:0",
        "--metrics-api-listen=127.0.0.1:0",
        `--kubernetes=${join(folder, "kubeconfig")}`,
        `--specs=${folder}`,
        "--prometheus=http://127.0.0.1:9",
        "--log-format=json",
      ],
      // The file system of a pod cannot be written to, and its user has no home.
      { cwd: image.root, env: { ...image.env, HOME: "/nonexistent" }, stdio: ["ignore", "ignore", "pipe"] },
    );
    const url = await listening(service);
    expect(await (await fetch(`${url}/livez`)).text()).toBe("ok\n");
    service.kill("SIGTERM");
    const [code]: unknown[] = await once(service, "exit");
    expect(code).toBe(0);
  });
});

const step = (name: string) => image.stage.steps.find(({ instruction }) => instruction === name)?.text;

/** What Node is given at the start, as the image has it. */
const entry = (): readonly string[] =>
  (execForm(step("ENTRYPOINT")) ?? []).slice(1).map((word) => (word.startsWith("/") ? join(image.root, word) : word));

/** Waits until both ports are open; the address of the first. */
async function listening(child: ChildProcess): Promise<string> {
  const said: string[] = [];
  let url = "";
  if (child.stderr === null) throw new TypeError("its log is not read");
  for await (const line of createInterface({ input: child.stderr })) {
    said.push(line);
    const { msg, url: address }: { msg?: string; url?: string } = line.startsWith("{") ? JSON.parse(line) : {};
    if (msg === "listening") url = address ?? "";
    if (msg === "metrics APIs listening") return url;
  }
  throw new Error(`the service never listened:\n${said.join("\n")}`);
}

const SPEC = `
version: headroom/v1
service: shop
slos:
  - {name: availability, target: 99.9%, events: {total: requests_total, bad: 'requests_total{code="500"}'}}
scaling:
  - name: web
    target: Deployment/web
    demand: sum(rate(requests_total[1m]))
    replicas: count(up)
    capacity: {perReplica: 50}
    formula: max(demand / capacity, floor)
    limits: {min: 2, max: 10}
`;

const KUBECONFIG = `
apiVersion: v1
kind: Config
current-context: none
clusters: [{name: none, cluster: {server: "https://127.0.0.1:9"}}]
contexts: [{name: none, context: {cluster: none, user: none}}]
users: [{name: none, user: {token: none}}]
`;
