import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { ensureTools } from "../../programs/ensure-tools.ts";
import { generateRules } from "../../src/core/rules/generate.ts";
import { parseSpecs } from "../../src/core/spec/parse-specs.ts";

// The README's table compares numbers. These are ours, out of the generated rules and Prometheus' own engine.

const run = promisify(execFile);

const SPEC = `version: headroom/v1
service: shop
slos:
  - name: availability
    target: 99.9%
    window: 1d
    events:
      total: http_requests_total{job="shop"}
      bad: http_requests_total{job="shop",code=~"5.."}
`;

const MINUTES = 1440;
const OUTAGE_MINUTES = 30;
/** From this minute on it is night. */
const NIGHT = 18 * 60;
const OUTAGE_AT = 21 * 60;

const byDayAndNight = (minute: number): number => (minute < NIGHT ? 6000 : 60);
const isOut = (minute: number): boolean => minute >= OUTAGE_AT && minute < OUTAGE_AT + OUTAGE_MINUTES;

interface Case {
  readonly says: string;
  /** Events in each minute, by status code. */
  readonly events: Readonly<Record<string, (minute: number) => number>>;
  readonly series: string;
  readonly minute: number;
  /** In thousandths of a percent. */
  readonly expected: readonly number[];
}

const CASES: readonly Case[] = [
  {
    says: "an outage at night weighs what it weighs",
    events: {
      200: (minute) => (isOut(minute) ? 0 : byDayAndNight(minute)),
      500: (minute) => (isOut(minute) ? byDayAndNight(minute) : 0),
    },
    series: "slo:error_ratio:window",
    minute: MINUTES,
    expected: [28],
  },
  {
    says: "an SLO without an error series has an error ratio of 0",
    events: { 200: () => 100 },
    series: "slo:error_ratio:window",
    minute: MINUTES,
    expected: [0],
  },
  {
    says: "an idle time has no number",
    events: { 200: (minute) => (minute < 600 || minute > 620 ? 100 : 0) },
    series: "slo:error_ratio:rate5m",
    minute: 615,
    expected: [],
  },
  {
    says: "an idle time leaves nothing behind",
    events: { 200: (minute) => (minute < 600 || minute > 620 ? 100 : 0) },
    series: "slo:error_ratio:window",
    minute: MINUTES,
    expected: [0],
  },
];

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "headroom-comparison-"));
  const { services } = await parseSpecs([{ file: "shop.yaml", text: SPEC }]);
  for (const { path, text } of generateRules(services)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe("a row of the README's comparison", () => {
  it.each(CASES)("holds: $says", { timeout: 180_000 }, async ({ events, series, minute, expected }) => {
    const { promtool } = await ensureTools(["promtool"]);
    const file = join(
      folder,
      `${expected.length}-${minute}-${series.replaceAll(":", "-")}-${Object.keys(events).length}.yaml`,
    );
    // Rounded as in the table, and in whole numbers, which compare exactly: 28 is 0.028 %.
    const question = {
      expr: `round(${series}{slo="availability"} * 100000)`,
      eval_time: `${minute}m`,
      exp_samples: expected.map((value) => ({ labels: '{service="shop",slo="availability"}', value })),
    };
    await writeFile(
      file,
      stringify({
        rule_files: ["alert-rules/shop.rules.yaml"],
        evaluation_interval: "1m",
        tests: [{ interval: "1m", input_series: Object.entries(events).map(counter), promql_expr_test: [question] }],
      }),
    );
    await expect(run(promtool, ["test", "rules", file])).resolves.toMatchObject({
      stdout: expect.stringContaining("SUCCESS"),
    });
  });
});

function counter([code, perMinute]: readonly [string, (minute: number) => number]): {
  readonly series: string;
  readonly values: string;
} {
  let count = 0;
  const values = Array.from({ length: MINUTES + 1 }, (_, minute) => (count += perMinute(minute)));
  return { series: `http_requests_total{job="shop",code="${code}"}`, values: values.join(" ") };
}
