import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Scan, scanSpecs } from "../../../src/adapters/files/scan.ts";

let base: string;
let folder: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "headroom-odd-"));
  folder = join(base, "specs");
  mkdirSync(folder);
});
afterEach(() => rmSync(base, { recursive: true }));

const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
const link = (target: string, name: string): void => symlinkSync(target, join(folder, name));
const below = (file: string): string => file.replace(`${folder}/`, "");

async function scan(): Promise<Extract<Scan, { kind: "read" }>> {
  const found = await scanSpecs(folder);
  if (found.kind !== "read") throw new Error(found.problem);
  return found;
}

/** Names of the files that are read, and of the entries that are not with what is told of them. */
async function told(): Promise<unknown> {
  const { files, refused } = await scan();
  return {
    read: files.map(({ file }) => below(file)),
    refused: refused.map(
      ({ file, code, severity, problem }) => `${below(file)} ${severity} ${code}: ${problem.replace(base, "")}`,
    ),
  };
}

describe("a folder with entries that are no files", () => {
  beforeEach(() => write("z.yaml", "z"));

  it.each([
    ["a link to itself", "a.yaml", "a.yaml", "a.yaml error file-unreadable: the link leads to itself"],
    ["a link to itself by another name", "a", "a", "a warning link-passed-over: the link leads to itself"],
    ["a hidden link to itself", ".a", ".a", ".a warning link-passed-over: the link leads to itself"],
    ["a link to nowhere", "gone.yaml", "a.yaml", "a.yaml error file-unreadable: the link leads nowhere"],
    ["a link below a file", "z.yaml/b.yaml", "a.yaml", "a.yaml error file-unreadable: the link leads nowhere"],
    [
      "a link to the folder",
      ".",
      "a.yaml",
      "a.yaml warning link-passed-over: the link leads to a folder, and is not followed",
    ],
    [
      "a link to the folder above",
      "..",
      "a",
      "a warning link-passed-over: the link leads to a folder, and is not followed",
    ],
    ["a link out", "/dev/zero", "a.yaml", "a.yaml error file-outside: the link leads out of /specs"],
  ])("tells of %s, and reads the rest", async (_what, target, name, expected) => {
    link(target, name);
    expect(await told()).toEqual({ read: ["z.yaml"], refused: [expected] });
  });

  it("tells of a link to a folder of it, whose files are read where they are", async () => {
    mkdirSync(join(folder, "sub"));
    write("sub/b.yaml", "b");
    link("sub", "dir.yaml");
    expect(await told()).toEqual({
      read: ["sub/b.yaml", "z.yaml"],
      refused: ["dir.yaml warning link-passed-over: the link leads to a folder, and is not followed"],
    });
  });

  it("never waits for a named pipe, linked or not", async () => {
    mkdirSync(join(folder, ".h"));
    execFileSync("mkfifo", [join(folder, ".h/pipe"), join(folder, "a.yaml")]);
    link(".h/pipe", "g.yaml");
    expect(await told()).toEqual({
      read: ["z.yaml"],
      refused: [
        "a.yaml error file-special: expected a file, found a named pipe",
        "g.yaml error file-special: expected a file, found a named pipe",
      ],
    });
  });

  it("tells of a socket", async () => {
    const server = createServer().listen(join(folder, "a.yaml"));
    await once(server, "listening");
    expect(await told()).toEqual({
      read: ["z.yaml"],
      refused: ["a.yaml error file-special: expected a file, found a socket"],
    });
    server.close();
  });

  it("tells of names that are not UTF-8, which no text can name", async () => {
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/a`), Buffer.from([0xff]), Buffer.from(".yaml")]), "a");
    mkdirSync(Buffer.concat([Buffer.from(`${folder}/b`), Buffer.from([0xff])]));
    expect(await told()).toEqual({
      read: ["z.yaml"],
      refused: [
        "a\uFFFD.yaml error file-unreadable: the name is not UTF-8",
        "b\uFFFD error file-unreadable: the name is not UTF-8",
      ],
    });
  });

  it("says nothing of entries that nobody takes for specs", async () => {
    execFileSync("mkfifo", [join(folder, "pipe")]);
    link("ann@laptop.812", ".#z.yaml");
    link("/dev/null", "null");
    link("gone", "notes");
    expect(await told()).toEqual({ read: ["z.yaml"], refused: [] });
  });

  it("is told anew when an entry fails in another way", async () => {
    link("gone.yaml", "a.yaml");
    const before = await scan();
    rmSync(join(folder, "a.yaml"));
    link("a.yaml", "a.yaml");
    expect((await scan()).digest).not.toBe(before.digest);
  });

  it("reads what stays while other entries come, go and are replaced", async () => {
    const names = Array.from({ length: 50 }, (_, i) => `${i}.yaml`);
    const stop = new AbortController();
    const churn = (async () => {
      for (let i = 0; !stop.signal.aborted; i++) {
        const path = join(folder, names[(i * 7) % names.length] ?? "");
        await rm(path, { recursive: true, force: true });
        await (i % 3 === 0 ? mkdir(path) : i % 3 === 1 ? symlink("z.yaml", path) : writeFile(path, "x"));
      }
    })();
    try {
      for (let i = 0; i < 100; i++) {
        // What was caught half replaced may be refused; a folder is believed when two scans agree.
        const { files } = await scan();
        expect(files.at(-1)?.file).toBe(join(folder, "z.yaml"));
      }
    } finally {
      stop.abort();
      await churn;
    }
  });
});
