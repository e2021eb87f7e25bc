import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { worstSeries } from "../../src/core/rules/alerts/next-step.ts";
import { counter, indicators, objective } from "../fixtures/objectives.ts";
import { PROMTOOLS, runProgram } from "../fixtures/promtool.ts";

const QUIET = ["/a", "/b", "/c", "/d", "/e", "/f", "/g", "/h", "/i", "/j", "/k"];
const counts = (pod: string, handler: string, code: string, growth: number) => ({
  series: `http_requests_total{job="checkout",pod="${pod}",handler="${handler}",code="${code}"}`,
  values: `0+${growth}x20`,
});

/** One pod fails half of the requests of a busy route, another a tenth; the quiet routes are healthy. */
const SERIES = [
  ...QUIET.map((handler) => counts("one", handler, "200", 1)),
  counts("one", "/busy", "200", 500),
  counts("one", "/busy", "500", 500),
  counts("two", "/busy", "200", 900),
  counts("two", "/busy", "500", 100),
  counts("three", "/busy", "200", 900),
];

const shown = (group: Readonly<Record<string, string>>) => ({ value: 0, group, errorRatio: 0, budgetLeft: undefined });

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "headroom-query-"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the query of a page", () => {
  it.each(["bad", "good"] as const)(
    "shows the share of bad events of each series of the group that alerts, by %s ones",
    async (kind) => {
      const { plain, template } = worstSeries(objective({ indicator: indicators[kind], by: ["handler"] }));
      expect(template).toContain('handler={{ printf "%q" $labels.handler }}');
      await writeFile(
        join(folder, "test.yaml"),
        stringify({
          evaluation_interval: "30s",
          tests: [
            {
              interval: "30s",
              input_series: SERIES,
              promql_expr_test: [
                {
                  expr: `round(${plain(shown({ handler: "/busy" }))}, 0.01)`,
                  eval_time: "10m",
                  exp_samples: [
                    { labels: '{job="checkout",pod="one",handler="/busy"}', value: 0.5 },
                    { labels: '{job="checkout",pod="two",handler="/busy"}', value: 0.1 },
                  ],
                },
              ],
            },
          ],
        }),
      );
      for (const { path } of PROMTOOLS)
        expect((await runProgram(await path(), ["test", "rules", "test.yaml"], folder)).output).toContain("SUCCESS");
    },
    120_000,
  );

  it.each([
    {
      kind: "classic" as const,
      query:
        'topk(10, 1 - sum without (le) (rate(http_request_duration_seconds_bucket{job="checkout",le=~"0[.]3(0*|0{9}[0-9]*)|0[.]29{9}[0-9]*",handler="/a\\"b"}[5m])) / rate(http_request_duration_seconds_count{job="checkout",handler="/a\\"b"}[5m]) > 0)',
    },
    {
      kind: "probe" as const,
      query: 'topk(10, 1 - avg_over_time(probe_success{job="blackbox",target="checkout",handler="/a\\"b"}[5m]) > 0)',
    },
    {
      kind: "promql" as const,
      query:
        'topk(10, (sum by (handler) (sum(rate(orders_failed_total{job="checkout"}[5m]))) / sum by (handler) (sum(rate(orders_total{job="checkout"}[5m]))) and on (handler) group by (handler) (slo:total_events:rate5m{service="checkout",slo="availability",handler="/a\\"b"})) > 0)',
    },
  ])("asks for the group of $kind, whatever its name holds", ({ kind, query }) => {
    const { plain } = worstSeries(objective({ indicator: indicators[kind], by: ["handler"] }));
    expect(plain(shown({ handler: '/a"b' }))).toBe(query);
  });

  it("shows the group's share where events and good ones are other metrics", () => {
    const indicator = {
      kind: "events",
      total: [counter("asked_total")],
      counted: { as: "good", selectors: [counter("answered_total")] },
    } as const;
    expect(worstSeries(objective({ indicator })).plain(shown({}))).toBe(
      "topk(10, clamp_min(sum(rate(asked_total[5m])) - (sum(rate(answered_total[5m])) or sum(rate(asked_total[5m])) * 0), 0) / sum(rate(asked_total[5m])) > 0)",
    );
  });
});
