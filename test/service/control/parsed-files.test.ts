import { describe, expect, it } from "vitest";
import { NO_SETTINGS } from "../../../src/core/objective/spec-defaults.ts";
import { parseSpec } from "../../../src/core/spec/parse-spec.ts";
import { ParsedFiles } from "../../../src/service/control/parsed-files.ts";

const spec = (target: string): string =>
  `version: headroom/v1\nservice: shop\nslos:\n  - name: availability\n    target: ${target}\n    window: 30d\n    events: {total: all_total, bad: bad_total}\n`;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("ParsedFiles", () => {
  it.each([
    ["text", spec("99%"), spec("99%")],
    ["bytes", bytes(spec("99%")), bytes(spec("99%"))],
    ["a file with faults", spec("nine"), spec("nine")],
  ])("parses %s once, and says the same again", async (_, first, second) => {
    const files = new ParsedFiles();
    const parsed = await files.parse(first, "shop.yaml");
    expect(parsed).toEqual(await parseSpec(first, "shop.yaml"));
    expect(await files.parse(second, "shop.yaml")).toBe(parsed);
  });

  it("parses a file anew whose content, name or defaults changed", async () => {
    const files = new ParsedFiles();
    await files.parse(spec("99%"), "shop.yaml", NO_SETTINGS);
    expect(await files.parse(spec("98%"), "shop.yaml", NO_SETTINGS)).toMatchObject({
      value: { objectives: [{ target: 0.98 }] },
    });
    expect(await files.parse(spec("98%"), "other.yaml", NO_SETTINGS)).toMatchObject({
      value: { place: { file: "other.yaml" } },
    });
    const before = await files.parse(spec("98%"), "shop.yaml", NO_SETTINGS);
    expect(await files.parse(spec("98%"), "shop.yaml", { ...NO_SETTINGS })).not.toBe(before);
  });

  it("forgets files that are gone", async () => {
    const files = new ParsedFiles();
    const before = await files.parse(spec("99%"), "shop.yaml");
    files.retain([{ file: "other.yaml" }]);
    expect(await files.parse(spec("99%"), "shop.yaml")).not.toBe(before);
  });
});
