import { describe, expect, it } from "vitest";
import type { CodePage } from "../../../src/core/diagnostics/code-page.ts";
import { CODES } from "../../../src/core/diagnostics/codes.ts";
import { parseSpec } from "../../../src/core/spec/parse-spec.ts";
import { specWith } from "../../fixtures/code-examples.ts";

async function codesIn(text: string): Promise<readonly string[]> {
  const parsed = await parseSpec(text, "spec.yaml");
  return (parsed.ok ? parsed.warnings : parsed.diagnostics).map(({ code }) => code);
}

const pages = Object.entries(CODES).map(([code, page]) => ({ code, page }));
const ELSEWHERE: readonly CodePage["in"][] = ["rules", "manifest", "live"];
const examples = pages.filter(({ page }) => !ELSEWHERE.includes(page.in) && !page.wrong.startsWith("#"));
const live = pages.filter(({ page }) => page.in === "live" && !page.wrong.startsWith("#"));

describe("the catalogue of codes", () => {
  it.each(examples)("shows a wrong example that yields $code", async ({ code, page }) => {
    expect(await codesIn(specWith(page.in, page.wrong))).toContain(code);
  });

  it.each(examples.filter(({ page }) => page.in !== "file"))(
    "shows a mended example without any finding for $code",
    async ({ page }) => {
      expect(await codesIn(specWith(page.in, page.mended))).toEqual([]);
    },
  );

  it.each(live)("finds nothing wrong with an example of $code before a Prometheus is asked", async ({ page }) => {
    expect([await codesIn(specWith("live", page.wrong)), await codesIn(specWith("live", page.mended))]).toEqual([
      [],
      [],
    ]);
  });

  it.each(pages)("writes $code in kebab-case, with sentences that end", ({ code, page }) => {
    expect(code).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)+$/);
    expect(page.explanation).toMatch(/[.:]$/);
    expect(page.title).not.toMatch(/\.$/);
  });
});
