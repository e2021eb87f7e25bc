import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { lstat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { KnownFiles } from "../../../src/adapters/files/known-files.ts";
import { rescanFiles, type Scan, scanSpecs } from "../../../src/adapters/files/scan.ts";

const HOUR_MS = 3_600_000;

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "headroom-known-"))));
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);

function symlinkOver(target: string, name: string): void {
  rmSync(join(folder, name));
  symlinkSync(target, join(folder, name));
}

function folderOver(name: string): void {
  rmSync(join(folder, name));
  mkdirSync(join(folder, name));
}

/** Looks at the folder as of a clock that is an hour ahead, where no file has just changed. */
function looks(now = () => Date.now() + HOUR_MS) {
  const known = new KnownFiles(now);
  let last: Scan | undefined;
  return async (touched?: readonly string[]) => {
    const paths = touched?.map((name) => join(realpathSync(folder), name));
    if (paths !== undefined && last?.kind === "read") last = await rescanFiles(folder, last, paths, known);
    else last = await scanSpecs(folder, { known });
    if (last?.kind !== "read") throw new Error(last?.problem ?? "all is to be looked at");
    const { files, digest } = last;
    return {
      digest,
      bytes: new Map(files.map(({ file, bytes }) => [file.slice(folder.length + 1), bytes])),
      texts: files.map(({ bytes }) => new TextDecoder().decode(bytes)),
    };
  };
}

describe("files that were read before", () => {
  it("are not read again, be they in the folder or linked from it", async () => {
    write("a.yaml", "a");
    write("b.hidden", "b");
    symlinkSync("b.hidden", join(folder, "b.yaml"));
    const look = looks();
    const [first, second] = [await look(), await look()];
    expect(first.texts).toEqual(["a", "b"]);
    for (const name of ["a.yaml", "b.yaml"]) expect(second.bytes.get(name)).toBe(first.bytes.get(name));
    expect(second.digest).toBe(first.digest);
  });

  it("are read again once they changed, even to the same length, with the same time of change, or by a new file", async () => {
    for (const name of ["same-time", "renamed", "grown", "untouched"]) write(`${name}.yaml`, "before");
    const look = looks();
    const first = await look();
    const { atime, mtime } = await lstat(join(folder, "same-time.yaml"));
    write("same-time.yaml", "after!");
    utimesSync(join(folder, "same-time.yaml"), atime, mtime);
    write("new", "after!");
    renameSync(join(folder, "new"), join(folder, "renamed.yaml"));
    write("grown.yaml", "before and after");
    const second = await look();
    expect(second.texts).toEqual(["before and after", "after!", "after!", "before"]);
    expect(second.bytes.get("untouched.yaml")).toBe(first.bytes.get("untouched.yaml"));
    expect(second.digest).not.toBe(first.digest);
  });

  it("are read again where a link leads to another one, and forgotten with the last way to them", async () => {
    write("one", "one");
    write("two", "two");
    symlinkSync("one", join(folder, "a.yaml"));
    const look = looks();
    await look();
    symlinkSync("two", join(folder, "link"));
    renameSync(join(folder, "link"), join(folder, "a.yaml"));
    expect((await look()).texts).toEqual(["two"]);
    rmSync(join(folder, "a.yaml"));
    expect((await look()).texts).toEqual([]);
  });

  it("are not even looked at where others alone are said to have changed", async () => {
    for (const name of ["a.yaml", "b.yaml", "c.hidden"]) write(name, "before");
    symlinkSync("c.hidden", join(folder, "c.yaml"));
    const look = looks();
    const first = await look();
    for (const name of ["a.yaml", "b.yaml", "c.hidden", "d.yaml"]) write(name, "after");
    const second = await look(["a.yaml"]);
    expect(second.texts).toEqual(["after", "before", "before"]);
    const third = await look();
    expect(third.texts).toEqual(["after", "after", "after", "after"]);
    expect(new Set([first.digest, second.digest, third.digest]).size).toBe(3);
    expect((await look(["a.yaml"])).digest).toBe(third.digest);
  });

  it.each([
    { what: "is new", name: "new.yaml", change: () => write("new.yaml", "new") },
    { what: "is gone", name: "a.yaml", change: () => rmSync(join(folder, "a.yaml")) },
    { what: "is a link", name: "link.yaml", change: () => write("a.yaml", "after") },
    { what: "became a link", name: "a.yaml", change: () => symlinkOver("b.yaml", "a.yaml") },
    { what: "became a folder", name: "a.yaml", change: () => folderOver("a.yaml") },
    { what: "lies in a folder that is gone", name: "a.yaml", change: () => renameSync(folder, `${folder}.old`) },
  ])("do not tell all where the one that changed $what", async ({ name, change }) => {
    for (const one of ["a.yaml", "b.yaml"]) write(one, "before");
    symlinkSync("a.yaml", join(folder, "link.yaml"));
    const path = join(realpathSync(folder), name);
    const scan = await scanSpecs(folder);
    change();
    try {
      expect(scan.kind === "read" && (await rescanFiles(folder, scan, [path], new KnownFiles()))).toBeUndefined();
    } finally {
      if (!existsSync(folder)) renameSync(`${folder}.old`, folder);
    }
  });

  it("are not taken for what they were before they just changed", async () => {
    for (const name of ["a.yaml", "b.yaml"]) write(name, "before");
    let isLater = true;
    const look = looks(() => Date.now() + (isLater ? HOUR_MS : 0));
    await look();
    write("a.yaml", "after");
    isLater = false;
    await look();
    write("b.yaml", "after");
    expect((await look(["b.yaml"])).texts).toEqual(["after", "after"]);
  });

  it("are read again where they have just changed: they may change again within the same tick of their clock", async () => {
    write("a.yaml", "a");
    const look = looks(() => Date.now());
    const [first, second] = [await look(), await look()];
    expect(second.bytes.get("a.yaml")).not.toBe(first.bytes.get("a.yaml"));
    expect(second.digest).toBe(first.digest);
  });
});
