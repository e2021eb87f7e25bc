import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findProgram } from "../../programs/find-program.ts";

describe("findProgram", () => {
  let work: string;
  let first: string;
  let second: string;

  beforeAll(async () => {
    work = await mkdtemp(join(tmpdir(), "headroom-find-"));
    [first, second] = [join(work, "first"), join(work, "second")];
    await mkdir(first);
    await mkdir(second);
    await writeFile(join(first, "notes"), "no program", { mode: 0o644 });
    await writeFile(join(first, "prometheus-alertmanager"), "#!/bin/sh\n", { mode: 0o755 });
    await writeFile(join(second, "alertmanager"), "#!/bin/sh\n", { mode: 0o755 });
    await writeFile(join(second, "notes"), "#!/bin/sh\n", { mode: 0o755 });
  });

  afterAll(() => rm(work, { recursive: true, force: true }));

  it("finds a program under the name that a distribution gave it", async () => {
    expect(await findProgram(["alertmanager", "prometheus-alertmanager"], [first])).toBe(
      join(first, "prometheus-alertmanager"),
    );
  });

  it("prefers the usual name in a later folder", async () => {
    expect(await findProgram(["alertmanager", "prometheus-alertmanager"], [first, second])).toBe(
      join(second, "alertmanager"),
    );
  });

  it("passes over a file that cannot be executed", async () => {
    expect(await findProgram(["notes"], [first, second])).toBe(join(second, "notes"));
  });

  it("finds nothing where there is nothing", async () => {
    expect(await findProgram(["promtool"], [first, second, join(work, "nowhere")])).toBeUndefined();
  });
});
