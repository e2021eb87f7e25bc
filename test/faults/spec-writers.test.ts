import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type HeadroomProcess, serveHeadroom } from "../fixtures/headroom-process.ts";
import { readJson } from "../fixtures/read-json.ts";
import { revisionSpec, SPEC_FILES, targetOf } from "./revisions.ts";

const WRITER = fileURLToPath(new URL("busy-writer.ts", import.meta.url));
const PATIENCE = { timeout: 60_000, interval: 50 };
/** So many looks at all SLOs while the writer is busy. */
const LOOKS = 60;

let folder: string;
let headroom: HeadroomProcess;
let writer: ChildProcess | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "headroom-writers-"));
});
afterEach(async () => {
  await endWriter();
  await headroom?.stop("SIGKILL");
  await rm(folder, { recursive: true, force: true });
});

const serve = async (specs: string): Promise<void> => {
  headroom = await serveHeadroom([
    `--specs=${specs}`,
    "--specs-settle=300ms",
    // No system reports that a link was switched.
    "--specs-poll=200ms",
    "--prometheus=http://127.0.0.1:1",
  ]);
  await headroom.evaluated();
};

async function endWriter(): Promise<void> {
  const ended = writer === undefined ? undefined : once(writer, "exit");
  writer?.kill("SIGKILL");
  await ended;
  writer = undefined;
}

interface Slos {
  readonly items: readonly { readonly service: string; readonly target: number }[];
}

async function targets(): Promise<readonly number[]> {
  const { items }: Slos = await readJson(fetch(`${headroom.url}/api/v1/slos`));
  return items.map(({ target }) => target);
}

async function writeRevision(place: string, revision: number): Promise<void> {
  await mkdir(place, { recursive: true });
  for (let i = 0; i < SPEC_FILES; i++) await writeFile(join(place, `${i}.yaml`), revisionSpec(i, revision));
}

describe("a spec folder that is written all the time", () => {
  it("is never read half: all SLOs stay as they were until the writer rests, and none is lost", async () => {
    const specs = join(folder, "slo-specs");
    await writeRevision(specs, 0);
    await serve(specs);
    writer = spawn(process.execPath, [WRITER, specs], { stdio: ["ignore", "pipe", "inherit"] });
    await once(writer.stdout ?? writer, "data");
    for (let look = 0; look < LOOKS; look++) {
      const seen = await targets();
      // A pause of the machine may let a state settle that was whole; half of one never.
      expect([seen.length, new Set(seen).size]).toEqual([SPEC_FILES, 1]);
      await sleep(50);
    }
    await endWriter();
    await writeRevision(specs, 7);
    await vi.waitFor(async () => expect(new Set(await targets())).toEqual(new Set([targetOf(7)])), PATIENCE);
    expect((await readJson(fetch(`${headroom.url}/api/v1/diagnostics`))).items).toEqual([]);
  }, 120_000);

  it("which is a link that is switched, is one revision or the next, and never some of both", async () => {
    const link = join(folder, "current");
    for (const revision of [0, 1, 2, 3]) await writeRevision(join(folder, `revision-${revision}`), revision);
    await symlink("revision-0", link);
    await serve(link);
    const seen = new Set<number>();
    const until = performance.now() + 8_000;
    for (let turn = 1; performance.now() < until; turn++) {
      await symlink(`revision-${turn % 4}`, join(folder, "next"));
      await rename(join(folder, "next"), link);
      // Longer than it takes to settle now and then, and shorter in between.
      const turnEnds = performance.now() + (turn % 3 === 0 ? 900 : 40);
      while (performance.now() < turnEnds) {
        const all = await targets();
        expect([all.length, new Set(all).size]).toEqual([SPEC_FILES, 1]);
        seen.add(all[0] ?? 0);
        await sleep(10);
      }
    }
    expect(seen.size).toBeGreaterThan(1);
    await rename(join(folder, "revision-3"), join(folder, "revision-last"));
    await symlink("revision-last", join(folder, "next"));
    await rename(join(folder, "next"), link);
    await vi.waitFor(async () => expect(new Set(await targets())).toEqual(new Set([targetOf(3)])), PATIENCE);
  }, 120_000);
});
