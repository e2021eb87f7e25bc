import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "./markdown.ts";

const PAGE = readFileSync(join(ROOT, "docs/reference/failures.md"), "utf8");

interface NamedTest {
  readonly id: string;
  readonly title: string;
  readonly file: string;
}

const named: readonly NamedTest[] = [
  ...PAGE.matchAll(/^\| (F\d+) \| (.+) \| \[(test\/[\w./-]+)\]\(\.\.\/\.\.\/\3\) \|$/gm),
].map(([, id = "", title = "", file = ""]) => ({ id, title, file }));

/** The failures that the tables tell of. */
const told = [...PAGE.matchAll(/^\| (F\d+) \| [^|]+ \| [^|]+ \| [^|]+ \|$/gm)].map(([, id]) => id);
const FAILURES = Array.from({ length: 26 }, (_, i) => `F${i + 1}`);

describe("the page of failures", () => {
  it("tells of each failure once, and names a test for each", () => {
    expect(told).toHaveLength(FAILURES.length);
    expect(new Set(told)).toEqual(new Set(FAILURES));
    expect(FAILURES.filter((id) => !named.some((test) => test.id === id))).toEqual([]);
  });

  it.each(named)("$id: $title is a test of $file", ({ title, file }) => {
    const text = readFileSync(join(ROOT, file), "utf8");
    // As the title of a test: quoted, not in passing.
    expect(text).toContain(`"${title}"`);
  });

  it("names every file of tests that make something fail", () => {
    const files = readdirSync(join(ROOT, "test/faults")).filter((name) => name.endsWith(".test.ts"));
    expect(files.filter((name) => !named.some(({ file }) => file === `test/faults/${name}`))).toEqual([]);
  });
});
