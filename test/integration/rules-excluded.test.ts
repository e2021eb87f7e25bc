import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import type { Exclusion } from "../../src/core/objective/exclusion.ts";
import { generateRules } from "../../src/core/rules/generate.ts";
import { instant } from "../../src/core/units/instant.ts";
import { days, seconds } from "../../src/core/units/seconds.ts";
import { counter, indicators, objective, service } from "../fixtures/objectives.ts";
import { ensureTools } from "../../programs/ensure-tools.ts";
import { runProgram } from "../fixtures/promtool.ts";

/** promtool's time begins in 1970. */
const HOUR_MS = 3_600_000;
const MINUTES_AN_HOUR = 60;

/** All requests fail in the third hour, and one in ten thousand at all other times. */
const FAILS = [2, 3] as const;
const STORY = [
  { code: "200", outside: 9999, inside: 0 },
  { code: "500", outside: 1, inside: 10_000 },
] as const;
const WHOLE_STORY_HOURS = 7;

const byTime: Exclusion = {
  kind: "span",
  from: instant(FAILS[0] * HOUR_MS),
  to: instant(FAILS[1] * HOUR_MS),
  reason: "The database moves",
};
const byCondition: Exclusion = { kind: "condition", when: 'maintenance_mode{app="shop"} == 1', reason: undefined };

const counts = { window: { kind: "rolling", length: days(1) }, indicator: indicators.bad } as const;
const OBJECTIVES = [
  objective({ ...counts, slo: "counted" }),
  objective({ ...counts, slo: "by-time", exclusions: [byTime] }),
  objective({ ...counts, slo: "by-condition", exclusions: [byCondition] }),
  objective({ ...counts, slo: "late", exclusions: [byTime], delay: seconds(600) }),
  objective({ ...counts, slo: "good", indicator: indicators.good, exclusions: [byTime] }),
  // Nobody has ever seen its samples, and nobody need wonder before the maintenance is over.
  objective({
    ...counts,
    slo: "gone",
    exclusions: [byTime],
    indicator: { ...indicators.bad, total: [counter("gone_total")] },
  }),
];
const EXCLUDED = ["by-time", "by-condition", "late", "good"];

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "headroom-excluded-"));
  const text = generateRules([service(OBJECTIVES)]).find(({ path }) => path.endsWith(".rules.yaml"))?.text ?? "";
  await writeFile(join(folder, "rules.yaml"), text);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Requests of each minute: `inside` while they fail, `outside` before and after, as promtool's notation. */
function samples({ outside, inside }: (typeof STORY)[number]): string {
  const [from, to] = FAILS;
  const before = from * MINUTES_AN_HOUR;
  const failing = (to - from) * MINUTES_AN_HOUR;
  const after = (WHOLE_STORY_HOURS - to) * MINUTES_AN_HOUR;
  const atStart = outside * before;
  const atEnd = atStart + inside * failing;
  return `0+${outside}x${before} ${atStart + inside}+${inside}x${failing - 1} ${atEnd + outside}+${outside}x${after - 1}`;
}

const MODE = `0x${FAILS[0] * MINUTES_AN_HOUR} 1x${(FAILS[1] - FAILS[0]) * MINUTES_AN_HOUR - 1} 0x${(WHOLE_STORY_HOURS - FAILS[1]) * MINUTES_AN_HOUR}`;

const labels = (slos: readonly string[], more = ""): { labels: string; value: number }[] =>
  slos.map((slo) => ({ labels: `{${more}slo="${slo}"}`, value: 1 }));

const firing = (alert: string, severity: string, at: string, slos: readonly string[]) => ({
  expr: `count by (slo) (ALERTS{alertname="${alert}",severity="${severity}",alertstate="firing",slo!="gone"})`,
  eval_time: at,
  exp_samples: labels(slos),
});

/** Those whose ratio is that of the rest of the time, within a twentieth. */
const near = (series: string, at: string, slos: readonly string[]) => ({
  expr: `count by (slo) (abs(${series} / 1e-4 - 1) < 0.05)`,
  eval_time: at,
  exp_samples: labels(slos),
});

const missing = (at: string, slos: readonly string[]) => ({
  expr: 'count by (slo) (ALERTS{alertname="SliDataMissing",alertstate="firing"})',
  eval_time: at,
  exp_samples: labels(slos),
});

describe("time that does not count", () => {
  it("pages nobody, is missed by nobody, and leaves every ratio as it is without it", async () => {
    const content = {
      rule_files: ["rules.yaml"],
      evaluation_interval: "30s",
      tests: [
        {
          interval: "1m",
          input_series: [
            ...STORY.map((part) => ({
              series: `http_requests_total{job="checkout",code="${part.code}"}`,
              values: samples(part),
            })),
            { series: 'maintenance_mode{app="shop"}', values: MODE },
          ],
          promql_expr_test: [
            firing("ErrorBudgetBurn", "page", "2h30m", ["counted"]),
            firing("ErrorBudgetBurn", "page", "3h", ["counted"]),
            firing("ErrorBudgetBurn", "page", "6h", []),
            missing("2h30m", []),
            missing("3h20m", ["gone"]),
            { expr: 'slo:exclusion:active{slo="by-time"}', eval_time: "1h59m", exp_samples: active("by-time", 0) },
            { expr: 'slo:exclusion:active{slo="by-time"}', eval_time: "2h", exp_samples: active("by-time", 1) },
            { expr: 'slo:exclusion:active{slo="by-time"}', eval_time: "3h", exp_samples: active("by-time", 0) },
            { expr: 'slo:exclusion:active{slo="late"}', eval_time: "2h9m", exp_samples: active("late", 0) },
            { expr: 'slo:exclusion:active{slo="late"}', eval_time: "3h9m", exp_samples: active("late", 1) },
            // In it there is no ratio; then every window is as if the hours had not been.
            { expr: 'slo:error_ratio:rate5m{slo=~"by-.*|good"}', eval_time: "2h30m", exp_samples: [] },
            near("slo:error_ratio:rate5m", "3h30m", [...EXCLUDED, "counted"]),
            near("slo:error_ratio:rate1h", "3h40m", EXCLUDED),
            near("slo:error_ratio:rate30m", "3h40m", [...EXCLUDED, "counted"]),
            near("slo:error_ratio:rate2h", "4h", EXCLUDED),
            near("slo:error_ratio:rate6h", "6h", EXCLUDED),
            near("slo:error_ratio:rate1d", "7h", EXCLUDED),
            near("slo:error_ratio:window", "7h", EXCLUDED),
          ],
        },
      ],
    };
    await writeFile(join(folder, "test.yaml"), stringify(content));
    const { promtool } = await ensureTools(["promtool"]);
    expect((await runProgram(promtool, ["test", "rules", "test.yaml"], folder)).output).toContain("SUCCESS");
  }, 300_000);
});

const active = (slo: string, value: number) => [
  { labels: `slo:exclusion:active{service="checkout",slo="${slo}"}`, value },
];
