import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ensurePrometheus3, type Prometheus3 } from "../../programs/prometheus-3.ts";

const run = promisify(execFile);

/** The first run may have to build it. */
const BUILD_TIMEOUT_MILLISECONDS = 900_000;

describe("ensurePrometheus3", () => {
  let folder: string;
  let programs: Prometheus3;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "headroom-prometheus-3-"));
    programs = await ensurePrometheus3();
  }, BUILD_TIMEOUT_MILLISECONDS);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("brings a prometheus and a promtool of version 3", async () => {
    for (const program of [programs.prometheus, programs.promtool]) {
      const { stdout } = await run(program, ["--version"]);
      expect(stdout).toMatch(/version 3\.\d+\.\d+/);
    }
  });

  it("knows what version 2.42 does not: a group's query_offset", async () => {
    const rules = join(folder, "rules.yaml");
    await writeFile(rules, "groups: [{name: g, query_offset: 1m, rules: [{record: 'a:b:c', expr: vector(1)}]}]\n");
    const { stdout } = await run(programs.promtool, ["check", "rules", rules]);
    expect(stdout).toContain("1 rules found");
  });

  it("is built or fetched only once", async () => {
    const said: string[] = [];
    await expect(ensurePrometheus3((line) => said.push(line))).resolves.toEqual(programs);
    expect(said).toEqual([]);
  });
});
