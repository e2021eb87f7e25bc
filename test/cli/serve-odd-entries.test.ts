import { execFileSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, rm, symlink, unlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type HeadroomProcess, runHeadroom, serveHeadroom } from "../fixtures/headroom-process.ts";
import { readJson } from "../fixtures/read-json.ts";

const spec = (service: string, target = "99%"): string => `version: headroom/v1
service: ${service}
slos:
  - name: availability
    target: ${target}
    events: {total: x_total, bad: 'x_total{code="500"}'}
`;

/** Nobody: an administrator may read everything. Only an administrator may become somebody else. */
const NOBODY = 65_534;
const isAdministrator = process.getuid?.() === 0;

let folder: string;
let service: HeadroomProcess | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "headroom-entries-"));
  await chmod(folder, 0o755);
  await mkdir(join(folder, "slo-specs"));
  await write("a.yaml", spec("a"));
});
afterEach(async () => {
  await service?.stop("SIGKILL");
  service = undefined;
  await rm(folder, { recursive: true });
});

const path = (name: string): string => join(folder, "slo-specs", name);
const write = (name: string, text: string): Promise<void> => writeFile(path(name), text);

/** Nobody listens at that address: specs are read all the same. */
const serve = (uid?: number): Promise<HeadroomProcess> =>
  serveHeadroom(
    ["--specs", join(folder, "slo-specs"), "--specs-settle", "100ms", "--prometheus", "http://127.0.0.1:9"],
    {},
    uid,
  );

interface Diagnostics {
  readonly items: readonly { readonly file: string; readonly code: string; readonly remedy: string }[];
  readonly outdated: readonly string[];
}

interface Slos {
  readonly items: readonly { readonly service: string; readonly target: number }[];
}

async function diagnostics(): Promise<Diagnostics> {
  return readJson(fetch(`${service?.url}/api/v1/diagnostics`));
}

async function targets(): Promise<unknown> {
  const { items }: Slos = await readJson(fetch(`${service?.url}/api/v1/slos`));
  return Object.fromEntries(items.map((slo) => [slo.service, slo.target]));
}

const until = (check: () => Promise<void>): Promise<void> => vi.waitFor(check, { timeout: 20_000, interval: 100 });

describe("headroom serve over a folder with odd entries", () => {
  it("goes on, tells of each and reads what is new, and ends when it is asked to", async () => {
    service = await serve();
    await service.logged("specs loaded");
    await symlink(".x", path(".x"));
    await mkdir(path(".h"));
    execFileSync("mkfifo", [path(".h/pipe")]);
    await symlink(".h/pipe", path("g.yaml"));
    await mkdir(path("sub"));
    await symlink("sub", path("dir.yaml"));
    await write("sub/b.yaml", spec("b"));
    await until(async () => expect(await targets()).toEqual({ a: 0.99, b: 0.99 }));
    await until(async () =>
      expect((await diagnostics()).items.map(({ file, code }) => [file.replace(`${folder}/`, ""), code])).toEqual([
        ["slo-specs/.x", "link-passed-over"],
        ["slo-specs/dir.yaml", "link-passed-over"],
        ["slo-specs/g.yaml", "file-special"],
      ]),
    );
    expect(service.log.find(({ code }) => code === "file-special")).toMatchObject({
      level: "warn",
      problem: "expected a file, found a named pipe",
    });
    expect(await (await fetch(`${service.url}/readyz?verbose`)).text()).toContain(
      "specs: degraded, 2 SLOs from 3 files, 1 files with errors",
    );
    expect(await service.stop()).toBe(0);
  });

  it.skipIf(!isAdministrator)(
    "keeps what it has of a file or a folder that it may not read any more (needs an administrator)",
    async () => {
      await mkdir(path("team"));
      await write("team/b.yaml", spec("b"));
      await write("c.yaml", spec("c"));
      service = await serve(NOBODY);
      await until(async () => expect(await targets()).toEqual({ a: 0.99, b: 0.99, c: 0.99 }));
      await chmod(path("c.yaml"), 0);
      await chmod(path("team"), 0);
      await write("a.yaml", spec("a", "99.5%"));
      await until(async () => expect(await targets()).toEqual({ a: 0.995, b: 0.99, c: 0.99 }));
      expect(await diagnostics()).toMatchObject({
        items: [
          { file: path("c.yaml"), code: "file-unreadable" },
          { file: path("team"), code: "file-unreadable" },
        ],
        outdated: [path("c.yaml"), path("team/b.yaml")],
      });
      await unlink(path("c.yaml"));
      await chmod(path("team"), 0o755);
      await until(async () => expect(await targets()).toEqual({ a: 0.995, b: 0.99 }));
      expect((await diagnostics()).items).toEqual([]);
      expect(await service.stop()).toBe(0);
    },
  );
});

describe("headroom check over a folder with odd entries", () => {
  it.skipIf(!isAdministrator)("shows what it may not read, and checks the rest (needs an administrator)", async () => {
    await mkdir(path("team"));
    await write("b.yaml", spec("b"));
    await chmod(path("team"), 0);
    await chmod(path("b.yaml"), 0);
    expect(await runHeadroom(["check"], { cwd: folder, uid: NOBODY })).toEqual({
      code: 1,
      stdout: `slo-specs/b.yaml:1:1 error file-unreadable
   the file cannot be read: no permission
   help: let the user that headroom runs as read the file, or delete it

slo-specs/team:1:1 error file-unreadable
   the folder cannot be read: no permission
   help: let the user that headroom runs as read the folder, or delete it
`,
      stderr: "1 file, 1 SLO, 2 errors\n",
    });
  });

  it("generates nothing while an entry cannot be read, so that no file of it is deleted", async () => {
    await symlink("b.yaml", path("b.yaml"));
    const { code, stderr } = await runHeadroom(["generate", "--out", "rules"], { cwd: folder });
    expect(code).toBe(1);
    expect(stderr).toContain("slo-specs/b.yaml:1:1 error file-unreadable\n   the link leads to itself\n");
    expect(stderr).toContain("headroom: nothing was generated, because the specs have errors\n");
  });
});
