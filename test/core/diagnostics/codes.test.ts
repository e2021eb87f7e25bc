import { describe, expect, it } from "vitest";
import type { CodePage } from "../../../src/core/diagnostics/code-page.ts";
import { CODES } from "../../../src/core/diagnostics/codes.ts";
import { parseSpec } from "../../../src/core/spec/parse-spec.ts";

/** The fields that an example does not give, by where it belongs. */
const FIELDS: Readonly<Record<"top" | "slo" | "cause" | "scaling", readonly string[]>> = {
  top: ["version: headroom/v1", "service: shop", "slos: [{name: availability, target: 99%, probe: {success: probe_success}}]"],
  slo: ["name: latency", "target: 99%"],
  cause: ["name: pool", "query: db_pool_in_use", "unit: count"],
  scaling: ["name: shop", "target: Deployment/shop", "demand: sum(rate(x[5m]))", "capacity: {perReplica: 50}", "limits: {min: 2, max: 9}"],
};

const INDICATOR = "probe: {success: probe_success}";

/** A whole spec around an example. */
function specWith(place: CodePage["in"], example: string): string {
  switch (place) {
    case "file":
    case "rules":
      return example;
    case "top":
      return complete("top", example);
    case "slo": {
      const hasIndicator = /^(?:events|latency|probe|promql):/m.test(example);
      return `${complete("top", "slos:")}\n${item(complete("slo", hasIndicator ? example : `${example}\n${INDICATOR}`))}`;
    }
    case "cause":
    case "scaling":
      return `${complete("top", "")}\n${place === "cause" ? "causes" : "scaling"}:\n${item(complete(place, example))}`;
    case "query":
      return specWith("cause", `query: ${JSON.stringify(example)}`);
  }
}

function complete(place: keyof typeof FIELDS, example: string): string {
  const given = FIELDS[place].filter((field) => !new RegExp(`^${field.split(":")[0] ?? ""}:`, "m").test(example));
  return [...given, example].join("\n").trim();
}

const item = (fields: string): string => `  - ${fields.replaceAll("\n", "\n    ")}`;

async function codesIn(text: string): Promise<readonly string[]> {
  const parsed = await parseSpec(text, "spec.yaml");
  return (parsed.ok ? parsed.warnings : parsed.diagnostics).map(({ code }) => code);
}

const pages = Object.entries(CODES).map(([code, page]) => ({ code, page }));
const examples = pages.filter(({ page }) => page.in !== "rules" && !page.wrong.startsWith("#"));

describe("the catalogue of codes", () => {
  it.each(examples)("shows a wrong example that yields $code", async ({ code, page }) => {
    expect(await codesIn(specWith(page.in, page.wrong))).toContain(code);
  });

  it.each(examples.filter(({ page }) => page.in !== "file"))("shows a mended example without any finding for $code", async ({ page }) => {
    expect(await codesIn(specWith(page.in, page.mended))).toEqual([]);
  });

  it.each(pages)("writes $code in kebab-case, with sentences that end", ({ code, page }) => {
    expect(code).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)+$/);
    expect(page.explanation).toMatch(/[.:]$/);
    expect(page.title).not.toMatch(/\.$/);
  });
});
