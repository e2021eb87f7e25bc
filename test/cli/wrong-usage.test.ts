import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runHeadroom } from "../fixtures/headroom-process.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "headroom-usage-"));
  for (const name of ["specs", "closed"]) await mkdir(join(folder, name));
  await chmod(join(folder, "closed"), 0);
  await writeFile(join(folder, "secret.yaml"), "token: canary\n");
  await symlink("../secret.yaml", join(folder, "specs", "out.yaml"));
  await symlink("self.yaml", join(folder, "self.yaml"));
});
afterAll(() => rm(folder, { recursive: true }));

const run = (...args: readonly string[]): ReturnType<typeof runHeadroom> => runHeadroom(args, { cwd: folder });

describe("what cannot be done as it was asked", () => {
  it.each([
    ["a flag", ["check", "--promteheus", "x"], "unknown option '--promteheus'\n(Did you mean --prometheus?)"],
    ["a flag of a setting", ["serve", "--lisen", "x"], "unknown option '--lisen'\n(Did you mean --listen?)"],
    ["a command", ["chek"], "unknown command 'chek'\n(Did you mean check?)"],
  ])("is wrong usage that names what was meant, for a slip in %s", async (_what, args, problem) => {
    expect(await run(...args)).toEqual({
      code: 2,
      stdout: "",
      stderr: `error: ${problem}\n(add --help for the arguments)\n`,
    });
  });

  it.each([
    ["is not there", "gone", "there is no such file or folder"],
    ["is below a file", "secret.yaml/specs", "there is no such file or folder"],
    ["links to itself", "self.yaml", "the link leads to itself"],
  ])("is wrong usage when the path %s", async (_what, path, reason) => {
    expect(await run("check", path)).toEqual({
      code: 2,
      stdout: "",
      stderr: `headroom: cannot read ${path}: ${reason}\n`,
    });
  });

  it("is a problem of the link when a folder links to a file outside of it, of which nothing is shown", async () => {
    expect(await run("check", "specs")).toEqual({
      code: 1,
      stdout:
        "specs/out.yaml:1:1 error file-outside\n   the link leads out of specs\n   help: put the file itself there\n",
      stderr: "0 files, 0 SLOs, 1 error\n",
    });
  });

  // An administrator may read everything.
  it.skipIf(process.getuid?.() === 0)("is wrong usage when the folder may not be read", async () => {
    expect(await run("check", "closed")).toEqual({
      code: 2,
      stdout: "",
      stderr: "headroom: cannot read closed: no permission\n",
    });
    expect(await run("serve", "--specs", "closed")).toEqual({
      code: 2,
      stdout: "",
      stderr:
        "headroom: the folder closed cannot be read: no permission\n  help: let the user that headroom runs as read it, or name another with --specs FOLDER\n",
    });
  });
});
