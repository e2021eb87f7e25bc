import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { environment } from "../fixtures/headroom-process.ts";

const main = join(import.meta.dirname, "../../src/cli/main.ts");
const folder = mkdtempSync(join(tmpdir(), "headroom-check-"));

const good = (service: string, target = "99%"): string =>
  `version: headroom/v1\nservice: ${service}\nslos: [{name: up, target: ${target}, probe: {success: up}}]\n`;

beforeAll(() => {
  mkdirSync(join(folder, "slo-specs/team"), { recursive: true });
  mkdirSync(join(folder, "empty"));
  writeFileSync(join(folder, "slo-specs/a.yaml"), good("a"));
  writeFileSync(join(folder, "slo-specs/team/b.yml"), good("b"));
  writeFileSync(join(folder, "slo-specs/README.md"), "not a spec");
  mkdirSync(join(folder, "mounted/..2026_01_01"), { recursive: true });
  writeFileSync(join(folder, "mounted/..2026_01_01/a.yaml"), good("a"));
  symlinkSync("..2026_01_01", join(folder, "mounted/..data"));
  symlinkSync("..data/a.yaml", join(folder, "mounted/a.yaml"));
  writeFileSync(
    join(folder, "warned.yaml"),
    good("c").replace("}]", ", alerts: {page: off, burn: [{short: 5m, long: 1h, above: 5, severity: page}]}}]"),
  );
  writeFileSync(join(folder, "bad.yaml"), good("d", "99"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function headroom(
  args: readonly string[],
  { input = "", env = {} }: { input?: string | Uint8Array; env?: Readonly<Record<string, string>> } = {},
): Promise<Run> {
  const child = spawn(process.execPath, [main, ...args], { cwd: folder, env: environment(env) });
  child.stdin.end(input);
  const status = new Promise<number | null>((resolve) => child.once("close", resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { status: await status, stdout, stderr };
}

describe("headroom check", () => {
  it("checks slo-specs/ with all folders below, and says nothing on standard output when all is well", async () => {
    expect(await headroom(["check"])).toEqual({ status: 0, stdout: "", stderr: "2 files, 2 SLOs, no problems\n" });
  });

  it("shows what is wrong and exits with 1", async () => {
    expect(await headroom(["check", "bad.yaml", "slo-specs"])).toEqual({
      status: 1,
      stdout:
        "bad.yaml:3:27 error objective-unit\n" +
        "    3 | slos: [{name: up, target: 99, probe: {success: up}}]\n" +
        "                                  ^^ target must be a ratio between 0 and 1, found 99\n" +
        "   help: write 99%, or 0.99\n",
      stderr: "3 files, 2 SLOs, 1 error\n",
    });
  });

  it.each([".", "./", "./.", ""])("names files of the folder that it runs in as people do: %s", async (path) => {
    const { stdout } = await headroom(["check", path === "" ? folder : path]);
    expect(stdout).toContain(`${path === "" ? `${folder}/` : ""}bad.yaml:3:27 error`);
    expect(stdout.startsWith("./")).toBe(false);
  });

  it("sees each file once, however often it is named, and in a mounted ConfigMap", async () => {
    expect((await headroom(["check", "slo-specs/a.yaml", "./slo-specs/a.yaml", "slo-specs"])).stderr).toBe(
      "2 files, 2 SLOs, no problems\n",
    );
    expect((await headroom(["check", "mounted"])).stderr).toBe("1 file, 1 SLO, no problems\n");
  });

  it("passes warnings, unless it is strict", async () => {
    const lenient = await headroom(["check", "warned.yaml"]);
    expect([lenient.status, lenient.stderr]).toEqual([0, "1 file, 1 SLO, 1 warning\n"]);
    expect(lenient.stdout).toContain("warning alert-off");
    expect((await headroom(["check", "--strict", "warned.yaml"])).status).toBe(1);
  });

  it("reads standard input for -, also what is no UTF-8", async () => {
    expect(await headroom(["check", "-"], { input: good("a") })).toMatchObject({
      status: 0,
      stderr: "1 file, 1 SLO, no problems\n",
    });
    expect((await headroom(["check", "-"], { input: Buffer.from([0x61, 0xff]) })).stdout).toContain(
      "-:1:2 error yaml-not-utf8",
    );
  });

  it("gives JSON to programs and workflow commands to GitHub, there by itself", async () => {
    const json = await headroom(["check", "--output", "json", "bad.yaml"]);
    expect(JSON.parse(json.stdout)).toMatchObject({
      diagnostics: [{ file: "bad.yaml", line: 3, column: 27, code: "objective-unit" }],
    });
    const command =
      "::error file=bad.yaml,line=3,col=27,title=objective-unit::target must be a ratio between 0 and 1, found 99%0Ahelp: write 99%25, or 0.99\n";
    expect((await headroom(["check", "--output", "github", "bad.yaml"])).stdout).toBe(command);
    expect((await headroom(["check", "bad.yaml"], { env: { GITHUB_ACTIONS: "true" } })).stdout).toBe(command);
  });

  it("colours only where it is asked to", async () => {
    expect((await headroom(["check", "bad.yaml"])).stdout).not.toContain("\u001b");
    expect((await headroom(["check", "bad.yaml"], { env: { FORCE_COLOR: "1" } })).stdout).toContain("\u001b[31m");
    expect((await headroom(["check", "bad.yaml"], { env: { NO_COLOR: "1" } })).stdout).not.toContain("\u001b");
  });

  it.each([
    { args: ["check", "nowhere.yaml"], said: "headroom: cannot read nowhere.yaml: there is no such file or folder\n" },
    { args: ["check", "empty"], said: "headroom: no *.yaml or *.yml file in empty\n" },
    { args: ["check", "--output", "xml"], said: "Allowed choices are text, json, github" },
  ])("exits with 2 for $args", async ({ args, said }) => {
    const run = await headroom(args);
    expect([run.status, run.stdout]).toEqual([2, ""]);
    expect(run.stderr).toContain(said);
  });
});
