import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { stopDemos } from "../../demo/run/down.ts";
import { livingProcesses, RunFolder } from "../../demo/run/run-folder.ts";
import { startMark } from "../../demo/run/start-mark.ts";

const usualTemp = process.env.TMPDIR;
let temp: string;

// A folder of the test's own, so that a demo that someone watches on this machine is left alone.
beforeEach(async () => {
  temp = await mkdtemp(join(tmpdir(), "headroom-down-"));
  process.env.TMPDIR = temp;
});

afterEach(async () => {
  if (usualTemp === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = usualTemp;
  await rm(temp, { recursive: true });
});

describe("stopDemos", () => {
  it("ends the parts of a demo that was killed, and removes its folder", async () => {
    const demo = spawn(process.execPath, [fileURLToPath(new URL("abandoned-demo.ts", import.meta.url))], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = await once(demo.stdout, "data");
    const folder = String(line).trim();
    expect((await livingProcesses(folder)).map(({ part }) => part)).toEqual(["demo", "sleeper"]);
    demo.kill("SIGKILL");
    await once(demo, "exit");
    const [sleeper] = await livingProcesses(folder);
    expect(sleeper?.part).toBe("sleeper");

    expect(await stopDemos()).toBe(1);
    expect(await startMark(sleeper?.pid ?? 0)).toBeUndefined();
    expect(await leftovers()).toEqual([]);
  });

  it("spares a process that got the number of a part that ended", async () => {
    const folder = await RunFolder.create();
    const list = folder.file("processes.json");
    const [own] = JSON.parse(await readFile(list, "utf8"));
    await writeFile(list, JSON.stringify([{ ...own, mark: "another start" }]));
    // This very process would be ended.
    expect(await stopDemos()).toBe(1);
    expect(await leftovers()).toEqual([]);
  });

  it("says that there was nothing to end", async () => {
    expect(await stopDemos()).toBe(0);
  });
});

async function leftovers(): Promise<readonly string[]> {
  const [home] = await readdir(temp);
  return readdir(join(temp, home ?? ""));
}
