import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DecisionFiles } from "../../fixtures/decision-files.ts";
import { NOW } from "../../fixtures/scaling.ts";

const PROGRAM = fileURLToPath(new URL("keep-decisions.ts", import.meta.url));

interface Said {
  readonly n: number;
  /** Why decisions are not kept, if they are not. */
  readonly problem: string | null;
}

interface Keeper {
  readonly said: readonly Said[];
  readonly process: ChildProcess;
  readonly end: () => Promise<void>;
}

let files: DecisionFiles;
let keepers: Keeper[] = [];
beforeEach(() => {
  files = new DecisionFiles();
  keepers = [];
});
afterEach(async () => {
  for (const keeper of keepers) await keeper.end();
  files.remove();
});

/** @param limit - in blocks of 1 KB, what a file may grow to */
function keep(file: string, first: number, limit?: number): Keeper {
  const command = [process.execPath, PROGRAM, file, String(first)];
  const child =
    limit === undefined
      ? spawn(command[0] ?? "", command.slice(1), { stdio: ["ignore", "pipe", "inherit"] })
      : spawn("bash", ["-c", `ulimit -S -f ${limit}; exec "$@"`, "bash", ...command], {
          stdio: ["ignore", "pipe", "inherit"],
        });
  const said: Said[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => said.push(JSON.parse(line)));
  const closed = once(child, "close");
  const keeper = {
    said,
    process: child,
    end: async () => {
      child.kill("SIGKILL");
      await closed;
    },
  };
  keepers.push(keeper);
  return keeper;
}

function numbersIn(file: string): readonly number[] {
  const store = files.open({ file });
  const answer = store.past({ service: "checkout", scaling: "checkout", most: 100_000 });
  store.close();
  if (answer.kind === "failed") throw new Error(answer.problem);
  expect([answer.unreadable, files.setAside]).toEqual([0, []]);
  return answer.decisions.map(({ decision }) => decision.at - NOW).toReversed();
}

const upTo = (n: number): readonly number[] => Array.from({ length: n + 1 }, (_, i) => i);
const SOON = { timeout: 20_000, interval: 5 };

describe("a process that is killed at any moment", () => {
  it("leaves every decision that it said to be kept, 20 times over", async () => {
    let next = 0;
    for (let run = 0; run < 20; run++) {
      const { said, end } = keep(files.file(), next);
      await vi.waitFor(() => expect(said.length).toBeGreaterThan(0), SOON);
      // Some milliseconds are one write: each run ends at another moment of one.
      await sleep(run * 3.3);
      await end();
      const last = said.at(-1)?.n ?? -1;
      const found = numbersIn(files.file());
      // What was kept when the process was killed, and not yet said to be, may be there too.
      expect(found).toEqual(upTo(found.length - 1));
      expect(found.length - 1).toBeGreaterThanOrEqual(last);
      next = found.length;
    }
  }, 180_000);
});

const runs = (command: string): boolean => spawnSync("bash", ["-c", command]).status === 0;

/** A disk that is full must be made so by someone who may. */
const TINY = process.getuid?.() === 0 && canMount();

function canMount(): boolean {
  const folder = new DecisionFiles();
  mkdirSync(folder.file("disk"));
  const mounted = runs(`mount -t tmpfs -o size=1m tmpfs ${folder.file("disk")}`);
  if (mounted) runs(`umount ${folder.file("disk")}`);
  folder.remove();
  return mounted;
}

describe("a store that cannot grow", () => {
  it.skipIf(!runs("command -v prlimit"))(
    "is no end of anything, and takes all that waited once it can",
    async () => {
      const { said, process: child, end } = keep(files.file(), 0, 300);
      await vi.waitFor(() => expect(said.at(-1)?.problem).toBe("disk I/O error"), SOON);
      const failed = said.length;
      await vi.waitFor(() => expect(said.length).toBeGreaterThan(failed + 5), SOON);
      expect(runs(`prlimit --pid ${child.pid} --fsize=unlimited`)).toBe(true);
      await vi.waitFor(() => expect(said.at(-1)?.problem).toBeNull(), SOON);
      await end();
      const { n } = said.at(-1) ?? { n: -1 };
      expect(numbersIn(files.file()).slice(0, n + 1)).toEqual(upTo(n));
    },
    60_000,
  );

  it.skipIf(!TINY)(
    "because its disk is full is the same",
    async () => {
      const disk = files.file("disk");
      mkdirSync(disk);
      expect(runs(`mount -t tmpfs -o size=1m tmpfs ${disk}`)).toBe(true);
      try {
        writeFileSync(join(disk, "filler"), Buffer.alloc(600_000));
        const { said, end } = keep(join(disk, "decisions.db"), 0);
        await vi.waitFor(() => expect(said.at(-1)?.problem).toBe("database or disk is full"), SOON);
        rmSync(join(disk, "filler"));
        await vi.waitFor(() => expect(said.at(-1)?.problem).toBeNull(), SOON);
        await end();
        const { n } = said.findLast(({ problem }) => problem === null) ?? { n: -1 };
        expect(numbersIn(join(disk, "decisions.db")).slice(0, n + 1)).toEqual(upTo(n));
      } finally {
        runs(`umount --lazy ${disk}`);
      }
    },
    60_000,
  );
});
