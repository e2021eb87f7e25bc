import { describe, expect, it } from "vitest";
import { printExpression } from "../../../src/core/promql/print.ts";
import { groupNames, lastFiredQuery, ruleStates } from "../../../src/core/rules/rule-states.ts";
import type { ToldGroup } from "../../../src/core/rules/told-group.ts";
import { loadedGroups } from "../../fixtures/looked-at.ts";
import { NOON } from "../../fixtures/statuses.ts";
import { objective, service } from "../../fixtures/objectives.ts";

const SHOP = service([objective()]);

const LOADED = loadedGroups(SHOP);

const fired = (labels: Readonly<Record<string, string>>, unixSeconds: number) => ({
  labels,
  timestamps: [NOON],
  values: [unixSeconds],
});

const rulesOf = (told: readonly ToldGroup[]) => ruleStates(SHOP, told, []).flatMap(({ rules }) => rules);

describe("rules in a Prometheus", () => {
  it("are found by the names of their groups, their own and their labels", () => {
    expect(groupNames(SHOP)).toEqual(LOADED.map(({ name }) => name));
    expect(rulesOf(LOADED).length).toBeGreaterThan(15);
    for (const { name, told, labels } of rulesOf(LOADED)) expect(told).toMatchObject({ name, labels });
  });

  it("are not loaded where none, another group, or a rule with other labels is", () => {
    expect(rulesOf([]).every(({ told }) => told === undefined)).toBe(true);
    expect(rulesOf(LOADED.map((group) => ({ ...group, name: `x${group.name}` }))).some(({ told }) => told)).toBe(false);
    const stricter = LOADED.map((group) => ({
      ...group,
      rules: group.rules.map((rule) =>
        rule.labels["severity"] === "page" ? { ...rule, labels: { ...rule.labels, severity: "critical" } } : rule,
      ),
    }));
    const missing = rulesOf(stricter).filter(({ told }) => told === undefined);
    expect(missing.map(({ name, labels }) => [name, labels["severity"]])).toEqual([["ErrorBudgetBurn", "page"]]);
  });

  it("fail where they do in either of two groups of one name", () => {
    const [first, ...others] = LOADED;
    if (first === undefined) throw new Error("no group");
    const failing = { ...first, rules: first.rules.map((rule) => ({ ...rule, health: "err", lastError: "no" })) };
    const found = rulesOf([first, failing, ...others]).filter(({ told }) => told?.health === "err");
    expect(found).toHaveLength(first.rules.length);
  });
});

describe("when an alert fired last", () => {
  it("is the newest of all series with its name and labels", () => {
    const page = {
      alertname: "ErrorBudgetBurn",
      service: "checkout",
      slo: "availability",
      severity: "page",
      tier: "fast",
    };
    const more = { owner: "payments", namespace: "shop" };
    const at = NOON / 1000;
    const alerts = ruleStates(SHOP, LOADED, [
      fired({ ...page, ...more }, at - 100),
      fired({ ...page, ...more }, at - 50),
      fired({ ...page, ...more, slo: "other" }, at),
    ])
      .flatMap(({ rules }) => rules)
      .filter(({ kind }) => kind === "alert");
    expect(alerts.map(({ name, labels, lastFired }) => [name, labels["severity"], lastFired])).toEqual([
      ["ErrorBudgetBurn", "page", NOON - 50_000],
      ["ErrorBudgetBurn", "ticket", undefined],
      ["ErrorBudgetExhausted", "ticket", undefined],
      ["SliDataMissing", "ticket", undefined],
      ["RuleEvaluationMissing", "ticket", undefined],
    ]);
  });

  it("is asked for in one query, whose labels are those of the rules", () => {
    expect(printExpression(lastFiredQuery(SHOP))).toBe(
      'max by (alertname, namespace, owner, service, severity, slo, tier) (max_over_time(timestamp(ALERTS{alertstate="firing",service="checkout"})[7d:1m]))',
    );
  });
});
