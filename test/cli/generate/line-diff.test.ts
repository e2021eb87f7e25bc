import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lineDiff } from "../../../src/cli/generate/line-diff.ts";
import { runProgram } from "../../fixtures/promtool.ts";

const lines = fc
  .array(fc.constantFrom("a", "b", "c", "d", ""), { minLength: 1, maxLength: 40 })
  .map((list) => `${list.join("\n")}\n`);

describe("lineDiff", () => {
  it("is empty for equal texts", () => {
    fc.assert(
      fc.property(lines, (text) => {
        expect(lineDiff("x", text, text)).toBe("");
      }),
    );
  });

  it("shows a changed line with what stands around it", () => {
    const before = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
    expect(lineDiff("rules.yaml", before, before.replace("5", "five"))).toBe(
      "--- a/rules.yaml\n+++ b/rules.yaml\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n",
    );
  });

  it("shows a new file and a file that should be gone", () => {
    expect(lineDiff("x", undefined, "a\n")).toBe("--- /dev/null\n+++ b/x\n@@ -0,0 +1,1 @@\n+a\n");
    expect(lineDiff("x", "a\nb\n", undefined)).toBe("--- a/x\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-a\n-b\n");
  });

  it("still tells a huge change apart, as one replaced block", () => {
    const many = (word: string): string => Array.from({ length: 3000 }, (_, i) => `${word} ${i}\n`).join("");
    const diff = lineDiff("x", many("old"), many("new"));
    expect(diff.match(/^-/gm)).toHaveLength(3001);
    expect(diff.match(/^\+/gm)).toHaveLength(3001);
  });

  it("says what git needs to make the one text into the other", async () => {
    const folder = await mkdtemp(join(tmpdir(), "headroom-diff-"));
    try {
      await fc.assert(
        fc.asyncProperty(lines, lines, async (before, after) => {
          fc.pre(before !== after);
          await writeFile(join(folder, "file"), before);
          await writeFile(join(folder, "patch"), lineDiff("file", before, after));
          const { code, output } = await runProgram("git", ["apply", "--unidiff-zero", "patch"], folder);
          expect(code, output).toBe(0);
          await expect(readFile(join(folder, "file"), "utf8")).resolves.toBe(after);
        }),
        { numRuns: 60 },
      );
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
