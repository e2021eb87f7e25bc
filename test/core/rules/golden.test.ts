import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { DEFAULT_RULE_OPTIONS, generateRules } from "../../../src/core/rules/generate.ts";
import { RULE_CASES, ruleCase } from "../../fixtures/rule-cases.ts";

const golden = (name: string): string => fileURLToPath(new URL(`../../golden/rules/${name}`, import.meta.url));

describe("generateRules", () => {
  it.each(RULE_CASES)("turns the spec of %s into the rules, tests and snippet beside it", async (name) => {
    const files = generateRules(await ruleCase(name), {
      ...DEFAULT_RULE_OPTIONS,
      dashboardUrl: "https://grafana.example.com",
    });
    expect(files.map(({ path }) => path).toSorted()).toHaveLength(3);
    for (const { path, text } of files) await expect(text).toMatchFileSnapshot(golden(`${name}/${path}`));
  });

  it("turns a spec into an object of the Prometheus operator, with the labels it is selected by", async () => {
    const files = generateRules(await ruleCase("events"), {
      ...DEFAULT_RULE_OPTIONS,
      format: "prometheus-operator",
      labels: { release: "prometheus" },
    });
    expect(files.map(({ path }) => path)).toEqual([
      "alert-rules/alertmanager-inhibit.yaml",
      "alert-rules/checkout.prometheusrule.yaml",
    ]);
    await expect(files[1]?.text).toMatchFileSnapshot(golden("events/operator/checkout.prometheusrule.yaml"));
  });
});
