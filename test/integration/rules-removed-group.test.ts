import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { generateRules } from "../../src/core/rules/generate.ts";
import { ratio } from "../../src/core/units/ratio.ts";
import { days } from "../../src/core/units/seconds.ts";
import { indicators, objective, service } from "../fixtures/objectives.ts";
import { PROMTOOLS, runProgram } from "../fixtures/promtool.ts";

const RULES = "checkout.rules.yaml";
const SCRAPE = "2m";
/** Scrapes of half a day. */
const HALF_A_DAY = 360;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "headroom-removed-"));
  const routes = objective({
    indicator: indicators.good,
    by: ["handler"],
    target: ratio(0.99),
    window: { kind: "rolling", length: days(7) },
  });
  const text = generateRules([service([routes])]).find(({ path }) => path.endsWith(".rules.yaml"))?.text ?? "";
  await writeFile(join(folder, RULES), text);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** The route /old fails for half a day; then it is removed, or stands still. */
const story = (after: string) => [
  { series: 'http_requests_total{job="checkout",code="200",handler="/ok"}', values: `0+60x${6 * HALF_A_DAY}` },
  { series: 'http_requests_total{job="checkout",code="500",handler="/old"}', values: `0+60x${HALF_A_DAY} ${after}` },
];

const budgets = (at: string, handlers: readonly string[]) => ({
  expr: "count by (handler) (slo:error_budget:remaining_ratio)",
  eval_time: at,
  exp_samples: handlers.map((handler) => ({ labels: `{handler="${handler}"}`, value: 1 })),
});

const exhausted = (at: string, fires: boolean) => ({
  expr: 'count by (handler) (ALERTS{alertname="ErrorBudgetExhausted",alertstate="firing"})',
  eval_time: at,
  exp_samples: fires ? [{ labels: '{handler="/old"}', value: 1 }] : [],
});

describe.each(PROMTOOLS)("a group without an event for a day, in $version", ({ path }) => {
  it.each([
    { end: "its series are gone", after: "stale" },
    { end: "its counters stand still", after: `${60 * HALF_A_DAY}+0x${5 * HALF_A_DAY}` },
  ])(
    "has no budget, and is not exhausted: $end",
    async ({ after }) => {
      await writeFile(
        join(folder, "test.yaml"),
        stringify({
          rule_files: [RULES],
          evaluation_interval: SCRAPE,
          tests: [
            {
              interval: SCRAPE,
              input_series: story(after),
              promql_expr_test: [
                budgets("20h", ["/ok", "/old"]),
                exhausted("20h", true),
                budgets("38h", ["/ok"]),
                exhausted("38h", false),
              ],
            },
          ],
        }),
      );
      expect((await runProgram(await path(), ["test", "rules", "test.yaml"], folder)).output).toContain("SUCCESS");
    },
    300_000,
  );
});
