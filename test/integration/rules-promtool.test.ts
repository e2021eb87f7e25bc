import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { PROMTOOLS, runProgram } from "../fixtures/promtool.ts";
import { RULE_CASES } from "../fixtures/rule-cases.ts";

const folder = fileURLToPath(new URL("../golden/rules", import.meta.url));

const named = (suffix: string, below: string): readonly string[] =>
  RULE_CASES.flatMap((name) => readdirSync(`${folder}/${name}/${below}`).filter((file) => file.endsWith(suffix)).map((file) => `${name}/${below}/${file}`));

describe.each(PROMTOOLS)("promtool of $version", ({ path }) => {
  it("accepts every generated rule file", async () => {
    const { code, output } = await runProgram(await path(), ["check", "rules", ...named(".rules.yaml", "alert-rules")], folder);
    expect(output).not.toContain("FAILED");
    expect(code).toBe(0);
  }, 600_000);

  it.each(named(".test.yaml", "alert-rules/tests"))("sees the stories of %s end as they should, text and all", async (file) => {
    const { code, output } = await runProgram(await path(), ["test", "rules", file], folder);
    expect(output).toContain("SUCCESS");
    expect(code).toBe(0);
  }, 120_000);
});
