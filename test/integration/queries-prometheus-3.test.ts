import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { ensurePrometheus3 } from "../../programs/prometheus-3.ts";
import { BAD_QUERIES, GOOD_QUERIES } from "../fixtures/queries.ts";

const folder = mkdtempSync(join(tmpdir(), "queries-3-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("Prometheus 3", () => {
  it("accepts and refuses the same queries as 2.42 and the spec's check", async () => {
    const { promtool } = await ensurePrometheus3();
    const queries = [...GOOD_QUERIES, ...BAD_QUERIES];
    const file = join(folder, "rules.yaml");
    writeFileSync(
      file,
      stringify({ groups: [{ name: "g", rules: queries.map((expr, i) => ({ record: `r${i}`, expr })) }] }),
    );
    const { stdout, stderr } = spawnSync(promtool, ["check", "rules", "--lint=none", file], { encoding: "utf8" });
    const refused = new Set(
      [...`${stdout}${stderr}`.matchAll(/rule \d+, "r(\d+)"/g)].map((match) => queries[Number(match[1])]),
    );
    expect(queries.filter((query) => refused.has(query))).toEqual(BAD_QUERIES);
  }, 600_000);
});
