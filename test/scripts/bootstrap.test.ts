import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..", "..");
const NOTICE = "installing the packages of package-lock.json (npm ci)\n";

describe("scripts/bootstrap.cjs", () => {
  let clone: string;

  beforeEach(async () => {
    clone = await mkdtemp(join(tmpdir(), "headroom-bootstrap-"));
    await cp(join(root, "bin"), join(clone, "bin"), { recursive: true });
    await cp(join(root, "scripts", "bootstrap.cjs"), join(clone, "scripts", "bootstrap.cjs"));
    await writeFile(
      join(clone, "task.ts"),
      "const args: readonly string[] = process.argv.slice(2);\nprocess.stdout.write(JSON.stringify(args));\nprocess.exitCode = args.length;\n",
    );
    await mkdir(join(clone, "thing"));
    await lock("1.0.0");
  });

  afterEach(() => rm(clone, { recursive: true, force: true }));

  it("installs the packages of a bare clone, and then leaves them alone", async () => {
    expect((await bootstrap()).stderr).toContain(NOTICE);
    expect((await bootstrap()).stderr).toBe("");
  });

  it("installs them again when the lock file asks for another version", async () => {
    await bootstrap();
    await lock("2.0.0");
    expect((await bootstrap()).stderr).toContain(NOTICE);
    expect((await bootstrap()).stderr).toBe("");
  });

  it("keeps stdout for the script, passes its arguments and ends with its exit code", async () => {
    expect(await bootstrap("--once", "a b")).toMatchObject({ stdout: '["--once","a b"]', code: 2 });
  });

  it("ends with 3 and npm's own message when the packages cannot be installed", async () => {
    await writeFile(
      join(clone, "package.json"),
      JSON.stringify({ name: "clone", version: "1.0.0", dependencies: { thing: "file:thing", other: "file:other" } }),
    );
    const { code, stderr, stdout } = await bootstrap();
    expect(code).toBe(3);
    expect(stdout).toBe("");
    expect(stderr).toContain("npm ci failed; its message stands above\n");
  });

  /** One package that is a folder of the clone, so that no registry is asked. */
  async function lock(version: string): Promise<void> {
    const manifest = { name: "clone", version: "1.0.0", dependencies: { thing: "file:thing" } };
    const packages = { "": manifest, "node_modules/thing": { resolved: "thing", link: true }, thing: { version } };
    await writeFile(join(clone, "package.json"), JSON.stringify(manifest));
    await writeFile(join(clone, "thing", "package.json"), JSON.stringify({ name: "thing", version }));
    await writeFile(
      join(clone, "package-lock.json"),
      JSON.stringify({ name: "clone", version: "1.0.0", lockfileVersion: 3, packages }),
    );
  }

  async function bootstrap(...args: readonly string[]): Promise<{ stdout: string; stderr: string; code: number }> {
    const command = [join(clone, "scripts", "bootstrap.cjs"), "task.ts", ...args];
    const env = { ...process.env, npm_execpath: undefined, FORCE_COLOR: undefined };
    try {
      return { ...(await promisify(execFile)(process.execPath, command, { env })), code: 0 };
    } catch (error) {
      return error as { stdout: string; stderr: string; code: number };
    }
  }
});
