import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { PROMTOOLS, runProgram } from "../fixtures/promtool.ts";

const HEADROOM = fileURLToPath(new URL("../../bin/headroom", import.meta.url));
const SPEC = `version: headroom/v1
service: named
slos:
  - name: s
    target: 99%
    window: 7d
    events: {total: 'a_total{job="a"}', bad: 'a_total{job="a",code="500"}'}
`;
const EVIL = "groups: [{name: evil, rules: [{record: evil, expr: vector(1)}]}]";

describe("a spec file with a hostile name", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "headroom-names-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it.each(["\n", "\r\n", "\u0085", "\u2028", "\ufeff"])(
    "puts nothing into its rule file when it holds %j",
    async (end) => {
      const specs = join(folder, "specs");
      const out = join(folder, "out");
      await runProgram("mkdir", [specs, out]);
      writeFileSync(join(specs, ["a", EVIL, "---", "#.yaml"].join(end)), SPEC);
      expect((await runProgram(HEADROOM, ["generate", specs, "--out", out])).code).toBe(0);
      const rules = join(out, "alert-rules", "named.rules.yaml");
      const documents = parseAllDocuments(readFileSync(rules, "utf8"));
      expect(documents).toHaveLength(1);
      expect(JSON.stringify(documents[0]?.toJS())).not.toContain("evil");
      for (const { path } of PROMTOOLS) {
        const { code, output } = await runProgram(await path(), ["check", "rules", rules]);
        expect(output).not.toContain("1 rules found");
        expect(code).toBe(0);
      }
      // What is written once is known again.
      expect((await runProgram(HEADROOM, ["generate", specs, "--out", out, "--check"])).code).toBe(0);
      for (const file of readdirSync(join(out, "alert-rules"), { recursive: true, encoding: "utf8" }))
        if (file.endsWith(".yaml"))
          expect(readFileSync(join(out, "alert-rules", file), "utf8").replaceAll("\n", "")).not.toMatch(
            /[\p{Cc}\p{Zl}\p{Zp}\ufeff]/u,
          );
    },
  );
});
