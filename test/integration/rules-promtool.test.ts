import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { PROMTOOLS, runProgram } from "../fixtures/promtool.ts";
import { RULE_CASES } from "../fixtures/rule-cases.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The golden cases, and what is committed for the demo shop. */
const FOLDERS = [...RULE_CASES.map((name) => `test/golden/rules/${name}/alert-rules`), "alert-rules"];

const named = (suffix: string, below = ""): readonly string[] =>
  FOLDERS.flatMap((folder) =>
    readdirSync(`${root}${folder}${below}`)
      .filter((file) => file.endsWith(suffix))
      .map((file) => `${folder}${below}/${file}`),
  );

const STORIES = named(".test.yaml", "/tests");
/** Versions differ in what they read and print, of which the shop has all: it is enough once for each kind of rule. */
const isOfShop = (file: string): boolean => file.startsWith("alert-rules/");

describe.each(PROMTOOLS)("promtool of $version", ({ path, isOldest }) => {
  it("accepts every generated rule file", async () => {
    const { code, output } = await runProgram(await path(), ["check", "rules", ...named(".rules.yaml")], root);
    expect(output).not.toContain("FAILED");
    expect(code).toBe(0);
  }, 600_000);

  it.each(STORIES.filter((file) => isOldest || isOfShop(file)))(
    "sees the stories of %s end as they should, text and all",
    async (file) => {
      const { code, output } = await runProgram(await path(), ["test", "rules", file], root);
      expect(output).toContain("SUCCESS");
      expect(code).toBe(0);
    },
    600_000,
  );
});
