import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const run = promisify(execFile);

describe("the npm package", () => {
  let work: string;
  let files: readonly string[];

  beforeAll(async () => {
    work = await mkdtemp(join(tmpdir(), "headroom-package-"));
    // Without prepack: the compiled files are the build's business, and other tests may be using them.
    const { stdout } = await run("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", work], {
      cwd: join(import.meta.dirname, ".."),
      shell: process.platform === "win32",
    });
    const [packed] = Object.values<{ readonly filename: string }>(JSON.parse(stdout));
    await run("tar", ["-xzf", packed?.filename ?? "nothing was packed"], { cwd: work });
    files = (await run("tar", ["-tzf", packed?.filename ?? "nothing was packed"], { cwd: work })).stdout
      .split("\n")
      .map((name) => name.replace("package/", ""));
  });

  afterAll(() => rm(work, { recursive: true, force: true }));

  it("holds the launcher, the licence and the docs", () => {
    expect(files).toEqual(
      expect.arrayContaining(["bin/headroom", "bin/launcher.js", "bin/package.json", "LICENSE", "CHANGELOG.md"]),
    );
    expect(files.some((name) => name.startsWith("docs/"))).toBe(true);
  });

  it("holds no sources, tests or tools", () => {
    expect(files.filter((name) => /^(src|test|scripts|demo|bench|\.ci)\//.test(name))).toEqual([]);
  });

  it("has a launcher that the shell can start", async () => {
    const launcher = join(work, "package", "bin", "headroom");
    await expect(run("test", ["-x", launcher])).resolves.toBeDefined();
  });
});
