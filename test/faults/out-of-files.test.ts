import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { Agent } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type HeadroomProcess, serveHeadroom } from "../fixtures/headroom-process.ts";
import { ask } from "./readers.ts";
import { revisionSpec, SPEC_FILES, targetOf } from "./revisions.ts";

const PATIENCE = { timeout: 60_000, interval: 100 };
/** Of a process, as most systems give it. */
const USUAL_FILES = 1024;

let folder: string;
let headroom: HeadroomProcess;
let agent: Agent;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "headroom-files-"));
  await write(0);
  agent = new Agent({ keepAlive: true, maxSockets: 1 });
  headroom = await serveHeadroom([
    `--specs=${folder}`,
    "--specs-settle=100ms",
    "--specs-poll=1s",
    "--prometheus=http://127.0.0.1:1",
  ]);
  await headroom.evaluated();
}, 60_000);
afterEach(async () => {
  agent.destroy();
  await headroom.stop("SIGKILL");
  await rm(folder, { recursive: true, force: true });
});

async function write(revision: number): Promise<void> {
  for (let i = 0; i < SPEC_FILES; i++) await writeFile(join(folder, `${i}.yaml`), revisionSpec(i, revision));
}

const limitFiles = (count: number): void =>
  expect(spawnSync("prlimit", ["--pid", String(headroom.pid), `--nofile=${count}:`]).status).toBe(0);

/** Over a connection that is open already: a new one would need a file. */
async function targets(): Promise<ReadonlySet<number>> {
  const outcome = await ask(`${headroom.url}/api/v1/slos`, agent);
  if (outcome.kind === "failed") throw new Error(outcome.code);
  const { items }: { readonly items: readonly { readonly target: number }[] } = JSON.parse(outcome.body);
  expect(items).toHaveLength(SPEC_FILES);
  return new Set(items.map(({ target }) => target));
}

describe.skipIf(spawnSync("prlimit", ["--version"]).status !== 0)("a service that may open no more files", () => {
  it("keeps its SLOs and its open readers, tells of the specs that it cannot read, and goes on when it may", async () => {
    expect(await targets()).toEqual(new Set([targetOf(0)]));
    // Those that are open stay so.
    limitFiles(1);
    await write(1);
    await vi.waitFor(async () => {
      // Asked over and over, the connection stays open.
      expect(await targets()).toEqual(new Set([targetOf(0)]));
      expect(headroom.log.find(({ msg }) => msg.startsWith("the spec folder is not used as it is"))).toMatchObject({
        level: "warn",
        problem: `${folder} cannot be read: too many files are open in this process`,
      });
    }, PATIENCE);
    expect(await targets()).toEqual(new Set([targetOf(0)]));
    limitFiles(USUAL_FILES);
    await vi.waitFor(async () => expect(await targets()).toEqual(new Set([targetOf(1)])), PATIENCE);
    // Newcomers are taken again too.
    expect(await (await fetch(`${headroom.url}/readyz?verbose`)).text()).toContain(`[+] specs: ok, ${SPEC_FILES} SLOs`);
    expect(await headroom.stop()).toBe(0);
  }, 120_000);
});
