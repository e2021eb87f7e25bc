import { describe, expect, it } from "vitest";
import type { Diagnostic } from "../../../src/core/diagnostics/diagnostic.ts";
import { nearest } from "../../../src/core/diagnostics/nearest.ts";
import { renderGithub, renderJson, renderText } from "../../../src/core/diagnostics/render.ts";

const finding: Diagnostic = {
  file: "slo-specs/checkout.yaml",
  line: 2,
  column: 11,
  length: 4,
  code: "objective-unit",
  severity: "error",
  problem: "target must be a ratio between 0 and 1, found 99.9",
  remedy: "write 99.9%, or 0.999",
};

const render = (source: string, changes: Partial<Diagnostic> = {}): string =>
  renderText([{ ...finding, ...changes }], new Map([[finding.file, source]]));

describe("renderText", () => {
  it("shows place, source line, caret and help", () => {
    expect(render("slos:\n  target: 99.9\n")).toBe(
      "slo-specs/checkout.yaml:2:11 error objective-unit\n" +
        "    2 |   target: 99.9\n" +
        "                  ^^^^ target must be a ratio between 0 and 1, found 99.9\n" +
        "   help: write 99.9%, or 0.999\n",
    );
  });

  it.each([
    { name: "tabs", line: "\tkey:\tbad", column: 7, length: 3, caret: "            " },
    { name: "wide characters", line: "名前: bad", column: 5, length: 3, caret: "            " },
    { name: "emoji", line: "😀😀: bad", column: 7, length: 3, caret: "            " },
    { name: "combining marks", line: "e\u0301: bad", column: 5, length: 3, caret: "         " },
  ])("puts the caret under the word behind $name", ({ line, column, length, caret }) => {
    const [, shown = "", below = ""] = render(`x\n${line}\n`, { column, length }).split("\n");
    expect(below.startsWith(`        ${caret.slice(2)}^^^`) || below.includes("^^^ ")).toBe(true);
    expect(widthBefore(below, "^")).toBe(widthBefore(shown, "b"));
  });

  it("cuts long lines around the place", () => {
    const [, shown = "", below = ""] = render(`x\n${"a".repeat(500)}bad${"c".repeat(500)}\n`, {
      column: 501,
      length: 3,
    }).split("\n");
    expect(shown.length).toBeLessThan(135);
    expect(shown.slice(below.indexOf("^"), below.indexOf("^") + 3)).toBe("bad");
  });

  it("lets no text of the file reach the terminal as a command", () => {
    const text = render("x\n\u001b[2J\u202Ebad\n", {
      column: 6,
      length: 3,
      problem: "found \u001b]0;title\u0007",
      remedy: "a\u2028b",
    });
    // oxlint-disable-next-line no-control-regex -- control characters are what is searched for
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e\u2028]/);
  });

  it("leaves out the source line of a file whose text it does not have", () => {
    expect(renderText([finding], new Map())).toBe(
      "slo-specs/checkout.yaml:2:11 error objective-unit\n   target must be a ratio between 0 and 1, found 99.9\n   help: write 99.9%, or 0.999\n",
    );
  });

  it("names other places that belong to it, and parts two findings by an empty line", () => {
    const related = [{ file: "a.yaml", line: 1, column: 2, length: 3, note: "is the first" }];
    expect(renderText([{ ...finding, related }, finding], new Map())).toContain(
      "   also: a.yaml:1:2 is the first\n\nslo-specs/",
    );
  });

  it("paints only through the caller's painter", () => {
    const text = renderText(
      [finding],
      new Map([[finding.file, "\n  target: 99.9"]]),
      (role, piece) => `<${role}>${piece}</${role}>`,
    );
    expect(text).toContain("<error>error</error> <code>objective-unit</code>");
    expect(text).toContain("<help>help:</help>");
  });
});

/** How far to the right a terminal shows the first of a character; wide ones take two cells. */
function widthBefore(line: string, char: string): number {
  let width = 0;
  for (const each of line.slice(0, line.indexOf(char)))
    width += /\p{Mn}/u.test(each) ? 0 : /[\p{Script=Han}\p{Emoji_Presentation}]/u.test(each) ? 2 : 1;
  return width;
}

describe("renderGithub", () => {
  it("escapes what would end the message or its properties", () => {
    const text = renderGithub([{ ...finding, file: "a,b:c%.yaml", problem: "50% of\r\n::warning::", remedy: "x" }]);
    expect(text).toBe(
      "::error file=a%2Cb%3Ac%25.yaml,line=2,col=11,title=objective-unit::50%25 of\uFFFD ::warning::%0Ahelp: x\n",
    );
    expect(text.split("\n")).toHaveLength(2);
  });
});

describe("renderJson", () => {
  it("gives every field in a stable order", () => {
    expect(JSON.parse(renderJson([finding]))).toEqual({ diagnostics: [{ ...finding, related: [] }] });
    expect(renderJson([])).toBe('{\n  "diagnostics": []\n}\n');
  });
});

describe("nearest", () => {
  it.each([
    { word: "taget", expected: "target" },
    { word: "Target", expected: "target" },
    { word: "widnow", expected: "window" },
    { word: "x", expected: undefined },
    { word: "replicas", expected: undefined },
    { word: "t".repeat(10_000), expected: undefined },
  ])("takes $word for $expected", ({ word, expected }) => {
    expect(nearest(word, ["target", "window", "by"])).toBe(expected);
  });
});
