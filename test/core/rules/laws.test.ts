import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { BurnCondition } from "../../../src/core/objective/alert-policy.ts";
import { BURN_WINDOWS } from "../../../src/core/objective/burn-window.ts";
import type { Objective, Service } from "../../../src/core/objective/objective.ts";
import { parseSyntax } from "../../../src/core/promql/syntax.ts";
import { generateRules } from "../../../src/core/rules/generate.ts";
import { burnRate } from "../../../src/core/units/burn-rate.ts";
import { ratio } from "../../../src/core/units/ratio.ts";
import { days } from "../../../src/core/units/seconds.ts";
import { indicators, objective, service } from "../../fixtures/objectives.ts";

interface PrintedRule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,12}[a-z0-9]$/);

const conditions: fc.Arbitrary<readonly BurnCondition[]> = fc.array(
  fc
    .record({
      windows: fc.subarray([...BURN_WINDOWS], { minLength: 2, maxLength: 2 }),
      above: fc.double({ min: 1, max: 2000, noNaN: true }),
      severity: fc.constantFrom("page" as const, "ticket" as const),
    })
    .map(({ windows: [shortWindow, longWindow], above, severity }): BurnCondition => ({
      shortWindow: shortWindow ?? "1d",
      longWindow: longWindow ?? "3d",
      above: burnRate(above),
      severity,
    })),
  { maxLength: 4 },
);

const anyObjective: fc.Arbitrary<Objective> = fc
  .record({
    slo: name,
    target: fc.double({ min: 0.01, max: 0.99999, noNaN: true }).map(ratio),
    indicator: fc.constantFrom(...Object.values(indicators)),
    window: fc.oneof(
      fc.integer({ min: 1, max: 400 }).map((length) => ({ kind: "rolling" as const, length: days(length) })),
      fc
        .constantFrom("week" as const, "month" as const, "year" as const)
        .map((unit) => ({ kind: "calendar" as const, unit, timezone: "UTC" })),
    ),
    by: fc.subarray(["handler", "method"]),
    description: fc.string({ unit: "binary" }),
    alerts: fc.record({
      burn: conditions,
      exhausted: fc.constantFrom("page" as const, "ticket" as const, "off" as const),
      noData: fc.constantFrom("page" as const, "ticket" as const, "off" as const),
      minBadEvents: fc.nat({ max: 1000 }),
    }),
  })
  .map((overrides) => objective(overrides));

const anyService: fc.Arbitrary<Service> = fc
  .record({
    service: name,
    objectives: fc.uniqueArray(anyObjective, { selector: ({ slo }) => slo, minLength: 1, maxLength: 3 }),
  })
  .map(({ service: called, objectives }) => service(objectives.map((one) => ({ ...one, service: called }))));

const printedRules = (services: readonly Service[]): readonly PrintedRule[] =>
  generateRules(services)
    .filter(({ path }) => path.endsWith(".rules.yaml"))
    .flatMap(({ text }) => {
      const file: { groups: { rules: PrintedRule[] }[] } = parse(text);
      return file.groups.flatMap(({ rules }) => rules);
    });

describe("generated rules", () => {
  it("are the same bytes whatever the order of specs and of the SLOs in them", () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyService, { selector: (one) => one.service, maxLength: 3 }), (services) => {
        const turned = services.toReversed().map((one) => ({ ...one, objectives: one.objectives.toReversed() }));
        expect(generateRules(turned)).toEqual(generateRules(services));
      }),
      { numRuns: 50 },
    );
  });

  it("hold queries that Prometheus' grammar accepts and that read nothing Headroom exports", () => {
    fc.assert(
      fc.property(anyService, (one) => {
        for (const { expr } of printedRules([one])) {
          expect(parseSyntax(expr), expr).toMatchObject({ ok: true });
          expect(expr).not.toContain("headroom_");
        }
      }),
      { numRuns: 100 },
    );
  });

  it("set no limit, by which Prometheus would drop all alerts of a group", () => {
    fc.assert(
      fc.property(anyService, (one) => {
        for (const { path, text } of generateRules([one])) {
          if (!path.endsWith(".rules.yaml")) continue;
          const file: { groups: object[] } = parse(text);
          for (const group of file.groups)
            for (const key of Object.keys(group)) expect(["name", "interval", "query_offset", "rules"]).toContain(key);
        }
      }),
      { numRuns: 50 },
    );
  });

  it("label what they record with service and slo alone", () => {
    fc.assert(
      fc.property(anyService, (one) => {
        for (const { record, labels } of printedRules([one])) {
          if (record !== undefined && record !== "slo_info") expect(Object.keys(labels)).toEqual(["service", "slo"]);
        }
      }),
      { numRuns: 50 },
    );
  });

  it("keep every word of an author out of the template language", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("{", "}", " ", "a", '"', "`", "$", ".", "\n") }), (words) => {
        const [alert] = printedRules([service([objective({ description: words, labels: { note: words } })])]).filter(
          (rule) => rule.alert === "ErrorBudgetBurn",
        );
        expect(withoutLiterals(alert?.labels["note"] ?? "")).toBe(words);
        expect(withoutLiterals(alert?.annotations?.["description"] ?? "").startsWith(words)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it("never name a threshold that no error ratio can exceed", () => {
    fc.assert(
      fc.property(anyService, (one) => {
        for (const { expr } of printedRules([one])) {
          for (const [, threshold] of expr.matchAll(/slo:error_ratio:rate\w+\{[^}]*\} > ([^\s()]+)/g))
            expect(Number(threshold)).toBeLessThan(1);
        }
      }),
      { numRuns: 50 },
    );
  });

  it("name the specs that they come from, and the snippet of all names all", () => {
    const services = ["b", "a"].map((letter) => {
      const place = { file: `slo-specs/${letter}.yaml`, line: 1, column: 1, length: 1 };
      return { ...service([objective({ service: letter })], { place }), service: letter };
    });
    const firstLines = generateRules(services).map(({ path, text }) => `${path}: ${text.split("\n")[0]}`);
    expect(firstLines).toEqual(
      [
        ["alert-rules/a.rules.yaml", "slo-specs/a.yaml"],
        ["alert-rules/alertmanager-inhibit.yaml", "slo-specs/a.yaml, slo-specs/b.yaml"],
        ["alert-rules/b.rules.yaml", "slo-specs/b.yaml"],
        ["alert-rules/tests/a.test.yaml", "slo-specs/a.yaml"],
        ["alert-rules/tests/b.test.yaml", "slo-specs/b.yaml"],
      ].map(
        ([path, files]) => `${path}: # Generated by headroom from ${files}; edit the spec, then run headroom generate.`,
      ),
    );
  });

  it("are no files at all without a service", () => {
    expect(generateRules([])).toEqual([]);
  });
});

/** What Go's templates make of escaped braces; an action of another kind stays as it is. */
const withoutLiterals = (template: string): string => template.replaceAll(/\{\{"(\{+)"\}\}/g, "$1");
