import { describe, expect, it } from "vitest";
import { parsePage } from "./markdown.ts";

const PAGE = [
  "# First page",
  "",
  "See [the other](other.md#part-two) and `[no](link.md)`.",
  "",
  "```sh",
  "ls [a](b.md)",
  "# no heading",
  "```",
  "",
  "- in a list:",
  "",
  "  ```yaml",
  "  a:",
  "    b: 1",
  "  ```",
  "",
  "  ```text",
  "  said",
  "  ```",
  "",
  "## `code` & more: a test",
  "## Twice",
  "## Twice",
].join("\n");

describe("parsePage", () => {
  const page = parsePage("page.md", PAGE);

  it("finds fenced blocks with their language, line and text, also in lists", () => {
    expect(page.blocks).toEqual([
      { language: "sh", line: 5, followsBlock: false, text: "ls [a](b.md)\n# no heading" },
      { language: "yaml", line: 12, followsBlock: false, text: "a:\n  b: 1" },
      { language: "text", line: 17, followsBlock: true, text: "said" },
    ]);
  });

  it("finds links in prose, none in code", () => {
    expect(page.links).toEqual([{ target: "other.md#part-two", line: 3 }]);
  });

  it("names headings as GitHub does", () => {
    expect([...page.anchors]).toEqual(["first-page", "code--more-a-test", "twice", "twice-1"]);
  });

  it("refuses a fence that is never closed", () => {
    expect(() => parsePage("page.md", "```sh\nls")).toThrow("page.md:1: the fence is never closed");
  });
});
