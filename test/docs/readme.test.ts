import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { generateRules } from "../../src/core/rules/generate.ts";
import { parseSpecs } from "../../src/core/spec/parse-specs.ts";
import { readPages } from "./markdown.ts";

const readme = (await readPages()).find(({ file }) => file === "README.md");
const specAt = readme?.blocks.findIndex(({ language, text }) => language === "yaml" && text.startsWith("version: headroom/v1")) ?? -1;
const spec = readme?.blocks[specAt]?.text ?? "";
const page = readme?.blocks[specAt + 1];

describe("the README's spec", () => {
  it("has twelve lines", () => {
    expect(spec.split("\n")).toHaveLength(12);
  });

  it("yields the page that stands below it, as its promtool test has it", async () => {
    const { services, diagnostics } = await parseSpecs([{ file: "slo-specs/checkout.yaml", text: spec }]);
    expect(diagnostics).toEqual([]);
    const test = generateRules(services).find(({ path }) => path === "alert-rules/tests/checkout.test.yaml");
    const fastBurn = parse(test?.text ?? "").tests.find(({ name }: { readonly name: string }) => name === "availability: fast burn");
    const annotations: readonly string[] = Object.values(fastBurn.alert_rule_test[0].exp_alerts[0].exp_annotations);
    expect(annotations.toSorted()).toEqual(page?.text.split("\n").toSorted());
  });
});
