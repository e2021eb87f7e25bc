import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { ensureTools } from "../../../programs/ensure-tools.ts";
import { cases } from "./cases.ts";
import { dashboardsOf, queriesOf } from "./dashboard-json.ts";

const run = promisify(execFile);

/** What promtool says of expressions as recording rules; rejects with its words when one does not parse. */
async function check(exprs: readonly string[]): Promise<string> {
  const { promtool } = await ensureTools(["promtool"]);
  const folder = await mkdtemp(join(tmpdir(), "headroom-dashboards-"));
  try {
    const file = join(folder, "rules.yaml");
    await writeFile(
      file,
      stringify({ groups: [{ name: "panels", rules: exprs.map((expr, i) => ({ record: `panel_${i}`, expr })) }] }),
    );
    return (await run(promtool, ["check", "rules", "--lint=none", file])).stdout;
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe("every query of every dashboard", () => {
  it.each(Object.keys(cases))("is one that promtool accepts: %s", async (name) => {
    const queries = dashboardsOf(cases[name] ?? []).flatMap(queriesOf);
    await expect(check(queries.map(({ expr }) => expr))).resolves.toContain(`${queries.length} rules found`);
  });

  it("would be refused if one of them did not parse", async () => {
    await expect(check(["sum(up", "up"])).rejects.toThrow("unclosed left parenthesis");
  });
});
