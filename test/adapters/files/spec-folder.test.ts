import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rename, rm, symlink, unlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { SpecFolder, type SpecFolderOptions } from "../../../src/adapters/files/spec-folder.ts";

let base: string;
let folder: string;
let followed: SpecFolder | undefined;
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), "headroom-specs-"));
  folder = join(base, "specs");
  await mkdir(folder);
});
afterEach(async () => {
  followed?.close();
  await rm(base, { recursive: true });
});

interface Heard {
  /** Contents of the files by name, one entry for each reported change. */
  readonly changes: Record<string, string>[];
  readonly refused: string[];
  readonly troubles: (string | undefined)[];
}

async function follow(options: Partial<SpecFolderOptions> = {}): Promise<Heard> {
  const heard: Heard = { changes: [], refused: [], troubles: [] };
  followed = new SpecFolder({
    folder,
    settleSeconds: 0.15,
    // Long enough that what is seen was told by the system.
    pollSeconds: 30,
    allowEmpty: false,
    onChange: ({ files, refused }) => {
      heard.changes.push(
        Object.fromEntries(
          files.map(({ file, bytes }) => [file.slice(folder.length + 1), new TextDecoder().decode(bytes)]),
        ),
      );
      heard.refused.push(...refused.map(({ file, problem }) => `${file.slice(folder.length + 1)}: ${problem}`));
    },
    onUnwatched: () => {},
    onTrouble: (problem) => void heard.troubles.push(problem?.replaceAll(base, "")),
    ...options,
  });
  await followed.open();
  return heard;
}

const write = (name: string, text: string): Promise<void> => writeFile(join(folder, name), text);
const until = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 5_000, interval: 20 });

describe("a followed spec folder", () => {
  it("reports all YAML files of the folder and its subfolders, hidden ones left out", async () => {
    await mkdir(join(folder, "team"));
    await mkdir(join(folder, ".git"));
    await write("a.yaml", "a");
    await write("team/b.yml", "b");
    await write("notes.txt", "n");
    await write(".hidden.yaml", "h");
    await write(".git/c.yaml", "c");
    expect((await follow()).changes).toEqual([{ "a.yaml": "a", "team/b.yml": "b" }]);
  });

  it("reports a change once, when it has settled", async () => {
    await write("a.yaml", "one");
    const { changes } = await follow();
    await write("a.yaml", "two");
    await until(() => expect(changes).toHaveLength(2));
    await sleep(800);
    expect(changes).toEqual([{ "a.yaml": "one" }, { "a.yaml": "two" }]);
  });

  it("sees all that changes while something settles", async () => {
    await write("a.yaml", "one");
    await write("b.yaml", "one");
    const { changes } = await follow({ settleSeconds: 0.5 });
    for (const [name, text] of [
      ["a.yaml", "two"],
      ["b.yaml", "two"],
      ["a.yaml", "three"],
    ] as const) {
      await write(name, text);
      await sleep(200);
    }
    await until(() => expect(changes.at(-1)).toEqual({ "a.yaml": "three", "b.yaml": "two" }));
  });

  it("sees changes in subfolders that are made later", async () => {
    await write("a.yaml", "a");
    const { changes } = await follow();
    await mkdir(join(folder, "later"));
    await write("later/b.yaml", "b");
    await until(() => expect(changes.at(-1)).toEqual({ "a.yaml": "a", "later/b.yaml": "b" }));
  });

  it("never reports a half-written file, however busy the writer", async () => {
    const whole = `${"x".repeat(200)}\nend\n`;
    await write("a.yaml", whole);
    // Longer than a busy machine keeps the writer waiting between emptying the file and filling it.
    const { changes } = await follow({ settleSeconds: 1 });
    const stop = Date.now() + 2_500;
    while (Date.now() < stop) {
      await write("a.yaml", whole.slice(0, Math.floor(Math.random() * whole.length)));
      await sleep(10);
    }
    await write("a.yaml", `${whole}changed\n`);
    await until(() => expect(changes).toHaveLength(2));
    expect(changes).toEqual([{ "a.yaml": whole }, { "a.yaml": `${whole}changed\n` }]);
  });

  it("lets go of a file that was deleted beside others", async () => {
    await write("a.yaml", "a");
    await write("b.yaml", "b");
    const { changes } = await follow();
    await unlink(join(folder, "b.yaml"));
    await until(() => expect(changes.at(-1)).toEqual({ "a.yaml": "a" }));
  });

  it("does not believe an empty folder", async () => {
    await write("a.yaml", "a");
    const { changes, troubles } = await follow();
    await unlink(join(folder, "a.yaml"));
    await until(() =>
      expect(troubles).toEqual(["/specs holds no YAML file; --allow-empty would let that remove all SLOs"]),
    );
    await write("a.yaml", "a");
    await until(() => expect(troubles).toHaveLength(2));
    expect(troubles[1]).toBeUndefined();
    expect(changes).toEqual([{ "a.yaml": "a" }]);
  });

  it("believes an empty folder when told to", async () => {
    await write("a.yaml", "a");
    const { changes } = await follow({ allowEmpty: true });
    await unlink(join(folder, "a.yaml"));
    await until(() => expect(changes).toEqual([{ "a.yaml": "a" }, {}]));
  });

  it("does not believe a vanished folder, and goes on when it is back", async () => {
    await write("a.yaml", "a");
    const { changes, troubles } = await follow({ allowEmpty: true, pollSeconds: 0.5 });
    await rename(folder, `${folder}.away`);
    await until(() => expect(troubles).toHaveLength(1));
    expect(troubles[0]).toMatch(/^\/specs cannot be read: there is no such file or folder$/);
    await rename(`${folder}.away`, folder);
    await write("a.yaml", "b");
    await until(() => expect(changes).toEqual([{ "a.yaml": "a" }, { "a.yaml": "b" }]));
  });

  it("follows the link swap by which Kubernetes updates a mounted ConfigMap", async () => {
    const version = async (name: string, text: string): Promise<void> => {
      await mkdir(join(folder, name));
      await write(`${name}/slo.yaml`, text);
      await symlink(name, join(folder, "..data_tmp"));
      await rename(join(folder, "..data_tmp"), join(folder, "..data"));
    };
    await version("..2026_01", "one");
    await symlink("..data/slo.yaml", join(folder, "slo.yaml"));
    const { changes, refused } = await follow();
    await version("..2026_02", "two");
    await until(() => expect(changes).toEqual([{ "slo.yaml": "one" }, { "slo.yaml": "two" }]));
    expect(refused).toEqual([]);
  });

  it("follows a folder that is itself a link and is switched, as git-sync does", async () => {
    const real = async (name: string, text: string): Promise<string> => {
      await mkdir(join(base, name));
      await writeFile(join(base, name, "a.yaml"), text);
      return name;
    };
    await rm(folder, { recursive: true });
    await symlink(await real("rev1", "one"), folder);
    const { changes } = await follow({ pollSeconds: 0.5 });
    await symlink(await real("rev2", "two"), `${folder}.new`);
    await rename(`${folder}.new`, folder);
    await until(() => expect(changes).toEqual([{ "a.yaml": "one" }, { "a.yaml": "two" }]));
    await writeFile(join(base, "rev2", "a.yaml"), "three");
    await until(() => expect(changes.at(-1)).toEqual({ "a.yaml": "three" }));
  });

  it("refuses links that lead out of the folder or nowhere, and reads the rest", async () => {
    await writeFile(join(base, "secret.yaml"), "token: canary");
    await symlink("../secret.yaml", join(folder, "out.yaml"));
    await symlink("gone.yaml", join(folder, "dangling.yaml"));
    await write("a.yaml", "a");
    const { changes, refused } = await follow();
    expect(changes).toEqual([{ "a.yaml": "a" }]);
    expect(refused.map((line) => line.replaceAll(base, ""))).toEqual([
      "dangling.yaml: the link leads nowhere",
      "out.yaml: the link leads out of /specs",
    ]);
  });

  it("follows the rest of a folder that holds links to themselves, pipes and folders that are links", async () => {
    await mkdir(join(folder, ".h"));
    await promisify(execFile)("mkfifo", [join(folder, ".h", "pipe")]);
    await symlink(".x", join(folder, ".x"));
    await symlink(".h/pipe", join(folder, "g.yaml"));
    await symlink(".", join(folder, "self"));
    await write("a.yaml", "one");
    const { changes, refused } = await follow();
    await write("a.yaml", "two");
    await until(() => expect(changes).toEqual([{ "a.yaml": "one" }, { "a.yaml": "two" }]));
    expect(refused.slice(0, 3)).toEqual([
      ".x: the link leads to itself",
      "self: the link leads to a folder, and is not followed",
      "g.yaml: expected a file, found a named pipe",
    ]);
  });

  it("reports an entry that has become a problem, and that it is none any more", async () => {
    await write("a.yaml", "a");
    await write("b.yaml", "b");
    const { changes, refused } = await follow();
    await unlink(join(folder, "b.yaml"));
    await symlink("b.yaml", join(folder, "b.yaml"));
    await until(() => expect(changes).toEqual([{ "a.yaml": "a", "b.yaml": "b" }, { "a.yaml": "a" }]));
    expect(refused).toEqual(["b.yaml: the link leads to itself"]);
    await unlink(join(folder, "b.yaml"));
    await write("b.yaml", "new");
    await until(() => expect(changes.at(-1)).toEqual({ "a.yaml": "a", "b.yaml": "new" }));
  });

  it("is told of changes in a hidden folder that a link leads to", async () => {
    await mkdir(join(folder, ".store"));
    await write(".store/a.yaml", "one");
    await symlink(".store/a.yaml", join(folder, "a.yaml"));
    const { changes } = await follow();
    await write(".store/a.yaml", "two");
    await until(() => expect(changes).toEqual([{ "a.yaml": "one" }, { "a.yaml": "two" }]));
  });

  it("is told of changes in a folder that took the place of one with the same name", async () => {
    await mkdir(join(folder, "team"));
    await write("team/a.yaml", "one");
    const { changes } = await follow();
    await mkdir(join(base, "other"));
    await writeFile(join(base, "other", "a.yaml"), "two");
    await rename(join(folder, "team"), join(base, "old"));
    await rename(join(base, "other"), join(folder, "team"));
    await until(() => expect(changes.at(-1)).toEqual({ "team/a.yaml": "two" }));
    await write("team/a.yaml", "three");
    await until(() => expect(changes.at(-1)).toEqual({ "team/a.yaml": "three" }));
  });

  it("lets an entry that cannot be read speak for itself where no other is left", async () => {
    await write("a.yaml", "a");
    const { changes, troubles } = await follow();
    await unlink(join(folder, "a.yaml"));
    await symlink("a.yaml", join(folder, "a.yaml"));
    await until(() => expect(changes).toEqual([{ "a.yaml": "a" }, {}]));
    expect(troubles).toEqual([]);
  });

  it("reads no more of a huge file than shows that it is too large", async () => {
    await write("a.yaml", "x".repeat(10_000_000));
    const { changes } = await follow();
    expect(changes[0]?.["a.yaml"]).toHaveLength(257 * 1024);
  });
});
