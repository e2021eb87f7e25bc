import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { type WrittenSeries, writeSeries } from "../../demo/backfill/remote-write.ts";
import type { ObjectiveStatus } from "../../src/core/budget/status.ts";
import { valueOrNull } from "../../src/core/objective/reading.ts";
import { generateRules } from "../../src/core/rules/generate.ts";
import { parseSpecs } from "../../src/core/spec/parse-specs.ts";
import { instant } from "../../src/core/units/instant.ts";
import { runHeadroom } from "../fixtures/headroom-process.ts";
import { statusesAt } from "../fixtures/prometheus-client.ts";
import { type PrometheusServer, startPrometheus } from "../fixtures/prometheus-server.ts";

const MINUTE_MS = 60_000;
const NOW_MS = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
/** A cloud exporter: one sample a minute, with its own timestamps, which comes ten minutes late. */
const LATE_MINUTES = 10;
const HOURS = 26;
/** Of 1000 requests a minute 5 fail; in the last half hour that is known, 40 do. */
const failures = (minutesBeforeNow: number): number => (minutesBeforeNow < LATE_MINUTES + 30 ? 40 : 5);

const MINUTES = Array.from({ length: HOURS * 60 }, (_, i) => HOURS * 60 + LATE_MINUTES - 1 - i);

function series(): readonly WrittenSeries[] {
  let failed = 0;
  const bad = MINUTES.map((before) => (failed += failures(before)));
  const timestamps = MINUTES.map((before) => NOW_MS - before * MINUTE_MS);
  return [
    { labels: { __name__: "elb_requests_total", class: "5xx" }, timestamps, values: bad },
    {
      labels: { __name__: "elb_requests_total", class: "2xx" },
      timestamps,
      values: bad.map((count, i) => (i + 1) * 1000 - count),
    },
  ];
}

/** The share of bad events of the minutes that end ten minutes ago. */
function truth(minutes: number): number {
  const seen = Array.from({ length: minutes }, (_, i) => failures(LATE_MINUTES + i));
  return seen.reduce((sum, count) => sum + count, 0) / (1000 * minutes);
}

const spec = (delay: string): string => `
version: headroom/v1
service: elb
${delay}
slos:
  - name: availability
    target: 99%
    window: 1d
    events: {total: elb_requests_total, bad: 'elb_requests_total{class="5xx"}'}
  - name: own-query
    target: 99%
    window: 1d
    promql:
      errors: sum(rate(elb_requests_total{class="5xx"}[{{window}}]))
      total: sum(rate(elb_requests_total[{{window}}]))
`;

describe("an SLO whose samples come ten minutes late", () => {
  let prometheus: PrometheusServer;
  let folder: string;

  beforeAll(async () => {
    prometheus = await startPrometheus();
    folder = await mkdtemp(join(tmpdir(), "headroom-late-"));
    await writeSeries(prometheus.url, series());
  }, 60_000);

  afterAll(async () => {
    await prometheus.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const ratioOf = ({ windows }: ObjectiveStatus, name: string): number => {
    const found = windows.find(({ window }) => window === name)?.errorRatio;
    return (found === undefined ? undefined : valueOrNull(found)) ?? Number.NaN;
  };

  it("is measured as of its delay ago, and says how old that is", async () => {
    const [exact, rates] = await statusesAt(prometheus.url, spec("delay: 10m"), instant(NOW_MS));
    if (exact === undefined || rates === undefined) throw new Error("there are two SLOs");
    for (const [window, minutes] of [
      ["5m", 5],
      ["1h", 60],
      ["6h", 360],
    ] as const)
      expect(ratioOf(exact, window)).toBeCloseTo(truth(minutes), 4);
    expect(ratioOf(rates, "1h")).toBeCloseTo(truth(60), 2);
    expect(valueOrNull(exact.budget.left)).toBeCloseTo(1 - truth(1440) / 0.01, 2);
    expect(exact).toMatchObject({
      note: "measured as of 10m ago, because its samples come that late",
      ageSeconds: 600,
      at: NOW_MS,
    });
  });

  it("is recorded by rules at the same moment, with the same numbers", async () => {
    const { services } = await parseSpecs([{ file: "elb.yaml", text: spec("delay: 10m") }]);
    const [file] = generateRules(services).filter(({ path }) => path.endsWith(".rules.yaml"));
    const { groups } = parse(file?.text ?? "") as { groups: { rules: { record?: string; expr: string }[] }[] };
    const rules = groups.flatMap((group) => group.rules);
    const answersOf = async (record: string): Promise<readonly (number | undefined)[]> =>
      Promise.all(
        rules
          .filter((rule) => rule.record === record)
          .map(async ({ expr }) => (await prometheus.instant(expr, NOW_MS / 1000))[0]?.samples[0]?.value),
      );
    for (const ratio of await answersOf("slo:error_ratio:rate1h")) expect(ratio).toBeCloseTo(truth(60), 4);
    for (const total of await answersOf("slo:total_events:rate5m")) expect(total).toBeCloseTo(1000 / 60, 6);
    const newest = NOW_MS / 1000 - LATE_MINUTES * 60;
    expect(await answersOf("slo:newest_sample:timestamp_seconds")).toEqual([newest, newest]);
  });

  it("is told by check, which says what to write, and is content once it is written", async () => {
    const check = async (text: string): Promise<string> => {
      await writeFile(join(folder, "elb.yaml"), text);
      return (await runHeadroom(["check", folder, "--prometheus", prometheus.url])).stdout;
    };
    const told = await check(spec(""));
    // Its age grows while the test runs.
    expect(told).toMatch(
      /warning samples-late[\s\S]+the newest sample of elb_requests_total is 1\dm(?:\d+s)? old, and rules look back 5m/,
    );
    expect(told).toMatch(/help: write delay: 15m if its samples always come that late; else mend what exposes it/);
    expect(await check(spec("delay: 15m"))).toBe("");
  }, 60_000);
});
