import { access } from "node:fs/promises";
import { dirname, join, posix } from "node:path";
import { describe, expect, it } from "vitest";
import { readPages, ROOT } from "./markdown.ts";

const pages = await readPages();
const byFile = new Map(pages.map((page) => [page.file, page]));

describe("a link between pages", () => {
  it.each(pages.filter(({ links }) => links.length > 0))("in $file leads somewhere", async ({ file, links }) => {
    const inside = links.filter(({ target }) => !/^[a-z]+:/.test(target));
    const broken = await Promise.all(
      inside.map(async ({ target, line }) =>
        (await leadsSomewhere(file, target)) ? [] : [`${file}:${line} ${target}`],
      ),
    );
    expect(broken.flat()).toEqual([]);
  });
});

describe("the map of the docs", () => {
  it("leads to every page", () => {
    const map = byFile.get("docs/README.md");
    const linked = new Set(map?.links.map(({ target }) => posix.join("docs", withoutAnchor(target))));
    const missing = pages
      .map(({ file }) => file)
      .filter((file) => file.startsWith("docs/") && file !== map?.file && !linked.has(file));
    // Decisions are listed by their folder, one page for each of a diagnostic's codes by theirs.
    expect(missing.filter((file) => !linked.has(dirname(file)) && !linked.has(`${dirname(file)}/`))).toEqual([]);
  });
});

async function leadsSomewhere(from: string, target: string): Promise<boolean> {
  const path = withoutAnchor(target);
  const file = path === "" ? from : posix.join(posix.dirname(from), path);
  if (
    !(await access(join(ROOT, file)).then(
      () => true,
      () => false,
    ))
  )
    return false;
  const anchor = target.slice(path.length + 1);
  return anchor === "" || byFile.get(file)?.anchors.has(anchor) === true;
}

const withoutAnchor = (target: string): string => target.split("#")[0] ?? "";
