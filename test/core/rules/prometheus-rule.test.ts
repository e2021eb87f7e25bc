import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { countGroups, DEFAULT_RULE_OPTIONS, generateRules } from "../../../src/core/rules/generate.ts";
import { burnWindowOf } from "../../../src/core/objective/burn-window.ts";
import { serviceGroups } from "../../../src/core/rules/rule-groups.ts";
import { burnRate } from "../../../src/core/units/burn-rate.ts";
import { seconds } from "../../../src/core/units/seconds.ts";
import { objective, service } from "../../fixtures/objectives.ts";

/** @see prometheus-operator, `maxConfigMapDataSize` */
const OPERATORS_LIMIT = 524_288;

const big = (slos: number) =>
  service(Array.from({ length: slos }, (_, i) => objective({ slo: `route-${i}`, description: "Ä".repeat(500) })));

interface RuleObject {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly groups: readonly { readonly name: string; readonly rules: readonly object[] }[] };
}

describe("PrometheusRule objects of a service with many SLOs", () => {
  const files = generateRules([big(60)], { ...DEFAULT_RULE_OPTIONS, format: "prometheus-operator" }).filter(
    ({ path }) => path.endsWith(".prometheusrule.yaml"),
  );
  const objects = files.map(({ text }): RuleObject => parse(text));

  it("each fit into what the operator accepts, under names of their own", () => {
    expect(files.length).toBeGreaterThan(1);
    for (const { text } of files) expect(Buffer.byteLength(text)).toBeLessThan(OPERATORS_LIMIT);
    expect(files.slice(0, 2).map(({ path }) => path)).toEqual([
      "alert-rules/checkout.2.prometheusrule.yaml",
      "alert-rules/checkout.3.prometheusrule.yaml",
    ]);
    expect(new Set(objects.map(({ metadata }) => metadata.name)).size).toBe(objects.length);
    expect(objects.map(({ metadata }) => metadata.name)).toContain("headroom-checkout");
  });

  it("hold every group once, none with more rules than a shared ruler takes", () => {
    const groups = objects.flatMap(({ spec }) => spec.groups);
    expect(new Set(groups.map(({ name }) => name)).size).toBe(groups.length);
    expect(groups).toHaveLength(countGroups([big(60)]));
    // Two of each SLO; and of 6, 1 and 5 rules of each, as many as fit into 20: its half-hours, days and window; and one that
    // watches them all.
    expect(groups).toHaveLength(2 * 60 + 60 / 3 + 60 / 20 + 60 / 4 + 1);
    expect(Math.max(...groups.map(({ rules }) => rules.length))).toBeLessThanOrEqual(20);
  });

  it("hold no more rules in a group either where an SLO has as many windows of its own as it may", () => {
    const burn = ["3h", "4h", "5h", "7h", "8h", "9h", "10h", "11h"].map((long) => ({
      shortWindow: "5m" as const,
      longWindow: burnWindowOf(seconds(Number.parseInt(long, 10) * 3600)),
      above: burnRate(14),
      severity: "page" as const,
    }));
    const one = objective({ alerts: { ...objective().alerts, burn } });
    const groups = serviceGroups(service([one]), undefined);
    expect(Math.max(...groups.map(({ rules }) => rules.length))).toBeLessThanOrEqual(20);
    expect(groups.map(({ name }) => name)).toContain("slo:checkout:availability:2:slow");
  });
});
