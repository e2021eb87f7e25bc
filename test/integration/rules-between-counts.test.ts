import { afterAll, beforeAll, expect, it } from "vitest";
import { parse } from "yaml";
import { writeSeries } from "../../demo/backfill/remote-write.ts";
import { generateRules } from "../../src/core/rules/generate.ts";
import { RECORDED } from "../../src/core/sli/series-names.ts";
import { objective, service } from "../fixtures/objectives.ts";
import { type PrometheusServer, startPrometheus } from "../fixtures/prometheus-server.ts";

const STEP_SECONDS = 30;
/** When the SLO window was counted. */
const COUNTED_AT = Math.floor(Date.now() / 3_600_000) * 3600 - 3600;
const STEPS = (8 * 86_400) / STEP_SECONDS;
const OUTAGE_STEPS = 40;
const NOW = COUNTED_AT + OUTAGE_STEPS * STEP_SECONDS;
const EVENTS_A_STEP = 1000;

let prometheus: PrometheusServer;

beforeAll(async () => {
  prometheus = await startPrometheus();
  const timestamps = Array.from({ length: STEPS }, (_, i) => (NOW - (STEPS - 1 - i) * STEP_SECONDS) * 1000);
  const outageSteps = (i: number): number => Math.max(0, i - (STEPS - 1 - OUTAGE_STEPS));
  const series = (code: string, value: (i: number) => number) => ({
    labels: { __name__: "http_requests_total", job: "checkout", code },
    timestamps,
    values: timestamps.map((_, i) => value(i)),
  });
  const failed = (i: number): number => outageSteps(i) * EVENTS_A_STEP;
  await writeSeries(prometheus.url, [series("200", (i) => i * EVENTS_A_STEP - failed(i)), series("500", failed)]);
}, 120_000);

afterAll(async () => {
  await prometheus?.stop();
});

interface PrintedRule {
  readonly record?: string;
  readonly expr: string;
}

it("the ratio of the SLO window moves with an outage between two counts, and is the same after the next one", async () => {
  const [file] = generateRules([service([objective()])]).filter(({ path }) => path.endsWith(".rules.yaml"));
  const { groups }: { groups: { rules: PrintedRule[] }[] } = parse(file?.text ?? "");
  const rules = groups.flatMap((group) => group.rules);
  const evaluate = async (record: string, from: number, to: number): Promise<number> => {
    const expr = rules.find((rule) => rule.record === record)?.expr ?? "";
    const [answer] = await prometheus.range(expr, from, to, STEP_SECONDS);
    const samples = answer?.samples ?? [];
    await writeSeries(prometheus.url, [
      {
        labels: { __name__: record, service: "checkout", slo: "availability" },
        timestamps: samples.map(({ at }) => at * 1000),
        values: samples.map(({ value }) => value),
      },
    ]);
    return samples.at(-1)?.value ?? Number.NaN;
  };
  for (const record of [RECORDED.objective, "slo:total_events:rate5m", "slo:bad_events:rate5m"])
    await evaluate(record, NOW - 7 * 3600, NOW);
  await evaluate("slo:total_events:rate30m", COUNTED_AT, COUNTED_AT);
  const counts = [RECORDED.windowCounted, RECORDED.allWhenCounted, RECORDED.badWhenCounted];
  for (const record of counts) await evaluate(record, COUNTED_AT, COUNTED_AT);
  const told = async (at: number): Promise<number> => {
    for (const record of ["slo:error_ratio:rate6h", "slo:bad_events:sum6h"]) await evaluate(record, at, at);
    return evaluate(RECORDED.windowErrorRatio, at, at);
  };
  // Of a window of 30 d only 8 are known, and a full one is what the events of an outage are set against.
  const added = OUTAGE_STEPS / ((30 * 86_400) / STEP_SECONDS);
  expect((await told(NOW)) / added).toBeCloseTo(1, 1);
  for (const record of counts) await evaluate(record, NOW, NOW);
  expect((await told(NOW + STEP_SECONDS)) / (OUTAGE_STEPS / STEPS)).toBeCloseTo(1, 3);
}, 120_000);
