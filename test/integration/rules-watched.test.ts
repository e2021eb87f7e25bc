import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { ensureTools } from "../../programs/ensure-tools.ts";
import { ensurePrometheus3 } from "../../programs/prometheus-3.ts";
import { generateRules } from "../../src/core/rules/generate.ts";
import { objective, service } from "../fixtures/objectives.ts";
import { type PrometheusServer, startPrometheus } from "../fixtures/prometheus-server.ts";

interface WrittenRule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

interface WrittenGroup {
  readonly name: string;
  readonly interval: string;
  readonly rules: readonly WrittenRule[];
}

/** The one has the other's name in its own. */
const SERVICES = ["checkout", "checkout-eu"];
const GROUP = (of: string): string => `slo:${of}:availability:fast`;

const generated = (of: string): readonly WrittenGroup[] => {
  const text = generateRules([service([objective({ service: of })])]).find(({ path }) => path.endsWith(".rules.yaml"));
  return (parse(text?.text ?? "") as { readonly groups: readonly WrittenGroup[] }).groups;
};

/** The generated file of a service, whose group of pages has another pace and one rule more. */
const changed = (of: string, interval: string, expr: string): string =>
  stringify({
    groups: generated(of).map((group) =>
      group.name === GROUP(of)
        ? { ...group, interval, rules: [...group.rules, { record: "test:added", expr }] }
        : group,
    ),
  });

const unchanged = (of: string): string => stringify({ groups: generated(of) });

/** Each series matches each. */
const FAILING = "prometheus_rule_group_rules + on () prometheus_rule_group_rules";
/** No computer evaluates so many moments within a millisecond. */
const SLOW = "max_over_time(vector(1)[10h:1s])";

const alertOf = (of: string): WrittenRule => {
  const found = generated(of)
    .flatMap(({ rules }) => rules)
    .find(({ alert }) => alert === "RuleEvaluationMissing");
  if (found === undefined) throw new Error(`${of} has no alert about its rules`);
  return found;
};

describe.each([
  { version: "the system's Prometheus", program: async () => (await ensureTools(["prometheus"])).prometheus },
  { version: "Prometheus 3", program: async () => (await ensurePrometheus3()).prometheus },
])("the alert that watches rule groups, in $version that scrapes itself", ({ program }) => {
  let prometheus: PrometheusServer;

  /** How many groups of a service the very expression of its alert counts. */
  const troubled = async (of: string): Promise<number | undefined> =>
    (await prometheus.instant(alertOf(of).expr))[0]?.samples[0]?.value;
  const named = async (of: string): Promise<readonly (string | undefined)[]> =>
    (await prometheus.instant(alertOf(of).annotations?.["query"] ?? "")).map(({ metric }) =>
      metric["rule_group"]?.replace(/^.*;/, ""),
    );
  /** Waits until the counters of all groups were scraped for a while from now on. */
  const scraped = (): Promise<void> =>
    prometheus.until(
      `timestamp(prometheus_rule_group_iterations_missed_total) > ${Date.now() / 1000 + 4}`,
      SERVICES.flatMap(generated).length,
    );

  beforeAll(async () => {
    prometheus = await startPrometheus(await program());
    await prometheus.loadRules(SERVICES.map(unchanged));
    await prometheus.scrape(new URL(prometheus.url).host, 1);
  }, 120_000);

  afterAll(async () => {
    await prometheus.stop();
  });

  it("is silent while rules are in time, and over a reload and a restart", async () => {
    await scraped();
    await prometheus.loadRules(SERVICES.map((of) => changed(of, "20s", "vector(1)")));
    await prometheus.kill();
    await prometheus.restart("kept");
    await prometheus.loadRules(SERVICES.map(unchanged));
    await scraped();
    expect(await Promise.all(SERVICES.map(troubled))).toEqual([undefined, undefined]);
  }, 120_000);

  it("tells of a rule that fails, of the very service whose rule it is", async () => {
    await prometheus.loadRules([changed("checkout", "1s", FAILING), unchanged("checkout-eu")]);
    await prometheus.until(alertOf("checkout").expr, 1);
    expect(await troubled("checkout")).toBe(1);
    expect(await named("checkout")).toEqual([GROUP("checkout")]);
    expect(await troubled("checkout-eu")).toBeUndefined();
  }, 120_000);

  it("tells of rules that take longer than their interval", async () => {
    await prometheus.loadRules([unchanged("checkout"), changed("checkout-eu", "1ms", SLOW)]);
    await prometheus.until(alertOf("checkout-eu").expr, 1);
    expect(await named("checkout-eu")).toEqual([GROUP("checkout-eu")]);
    expect(
      await prometheus.instant(`prometheus_rule_evaluation_failures_total{rule_group=~".*checkout-eu.*"} > 0`),
    ).toEqual([]);
  }, 120_000);
});
