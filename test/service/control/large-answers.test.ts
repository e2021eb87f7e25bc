import { afterEach, describe, expect, it } from "vitest";
import { inSpan } from "../../../src/adapters/telemetry/tracing.ts";
import type { ObjectiveStatus } from "../../../src/core/budget/status.ts";
import type { QueryAnswer } from "../../../src/core/promql/query-answer.ts";
import type { SampleSeries } from "../../../src/core/promql/sample-series.ts";
import { parseSpecs } from "../../../src/core/spec/parse-specs.ts";
import { type Instant, instant } from "../../../src/core/units/instant.ts";
import { seconds } from "../../../src/core/units/seconds.ts";
import { Control } from "../../../src/service/control/control.ts";
import type { PrometheusReader } from "../../../src/service/ports/prometheus.ts";
import { shownBy } from "../../fixtures/published-statuses.ts";

const T0 = Date.UTC(2026, 0, 15, 12);
const STEP_MS = 30_000;
const PODS = 10_000;
const SPEC =
  "version: headroom/v1\nservice: shop\nslos:\n  - name: availability\n    target: 99%\n    window: 1d\n    events: {total: x_total, bad: 'x_total{code=\"500\"}'}\n";

/** Many pods, each with 9 good events and a bad one every 15 s; first all good ones are told, then all bad ones. */
class ManyPods implements PrometheusReader {
  nowMs = T0;

  serverTime(): Promise<QueryAnswer<Instant>> {
    return Promise.resolve({ kind: "answered", value: instant(this.nowMs) });
  }

  instant(_promql: string, at: Instant): Promise<QueryAnswer<readonly SampleSeries[]>> {
    const timestamps = [at - 15_000, at];
    const value = ["200", "500"].flatMap((code) =>
      Array.from({ length: PODS }, (_, pod) => ({
        labels: { __name__: "x_total", instance: String(pod), code },
        timestamps,
        values: timestamps.map((ms) => ((ms - T0) / 15_000 + 100) * (code === "500" ? 1 : 9)),
      })),
    );
    return Promise.resolve({ kind: "answered", value });
  }

  range(): Promise<QueryAnswer<readonly SampleSeries[]>> {
    return Promise.resolve({ kind: "answered", value: [] });
  }
}

let control: Control | undefined;
afterEach(() => control?.stop());

async function setUp() {
  const prometheus = new ManyPods();
  const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  const loop = new Control({
    sources: new Map([["default", prometheus]]),
    parseSpecs,
    step: seconds(STEP_MS / 1000),
    clock: { now: () => instant(prometheus.nowMs), monotonic: () => (prometheus.nowMs - T0) / 1000 },
    inSpan,
    log,
    onStep: () => {},
  });
  control = loop;
  await loop.load([{ file: "shop.yaml", text: SPEC }], []);
  const tick = (): Promise<void> => {
    prometheus.nowMs += STEP_MS;
    return loop.tick();
  };
  await tick();
  return { loop, tick };
}

/** Looks at every turn of the event loop until something is done. */
async function lookWhile(done: Promise<void>, look: () => void): Promise<number> {
  let turns = 0;
  let next = setImmediate(function turn() {
    turns++;
    look();
    next = setImmediate(turn);
  });
  await done;
  clearImmediate(next);
  return turns;
}

describe("an answer of 20,000 series", () => {
  it("is never read half: until it is counted, what was published before stands", async () => {
    const { loop, tick } = await setUp();
    const before = shownBy(loop)[0]?.windows;
    const seen = new Set<ObjectiveStatus["windows"] | undefined>();
    const end = instant(T0 + 3 * STEP_MS);
    const objective = loop.specs()?.services[0]?.objectives[0];
    const shares = new Set<number>();
    const turns = await lookWhile(tick(), () => {
      // The folder's trouble has all published anew, where that can be.
      void loop.folderTrouble("a trouble");
      seen.add(shownBy(loop)[0]?.windows);
      for (const { bad, total } of objective === undefined
        ? []
        : loop.history(objective, {}, instant(T0), end, seconds(15)))
        if (total > 0) shares.add(Math.round((bad / total) * 1e6) / 1e6);
    });
    expect(turns).toBeGreaterThan(1);
    for (const windows of seen)
      for (const [i, { bad, total }] of (windows ?? []).entries()) {
        expect(bad * 10).toBeCloseTo(total, 6);
        expect(total).toBeGreaterThanOrEqual(before?.[i]?.total ?? 0);
      }
    expect([...shares]).toEqual([0.1]);
  }, 60_000);

  it("keeps new specs waiting until it is counted", async () => {
    const { loop, tick } = await setUp();
    const ticked = tick();
    await new Promise((resolve) => setImmediate(resolve));
    await loop.load([{ file: "shop.yaml", text: SPEC.replace("99%", "95%") }], []);
    await ticked;
    const [status] = shownBy(loop);
    expect(status?.objective.target).toBe(0.95);
    expect((status?.windows[0]?.bad ?? 0) * 10).toBeCloseTo(status?.windows[0]?.total ?? Number.NaN, 6);
    expect(status?.windows[0]?.total).toBeGreaterThan(0);
  }, 60_000);

  it("counts the same when a step and a stop come while changed specs are followed", async () => {
    const { loop, tick } = await setUp();
    const more = Array.from({ length: 100 }, (_, i) => ({
      file: `other-${i}.yaml`,
      text: SPEC.replace("service: shop", `service: other-${i}`),
    }));
    const loaded = loop.load([{ file: "shop.yaml", text: SPEC.replace("99%", "95%") }, ...more], []);
    await new Promise((resolve) => setImmediate(resolve));
    const ticked = tick();
    await Promise.all([loaded, ticked]);
    await loop.tick();
    const shop = shownBy(loop).find(({ objective }) => objective.service === "shop");
    expect(shop?.objective.target).toBe(0.95);
    expect((shop?.windows[0]?.bad ?? 0) * 10).toBeCloseTo(shop?.windows[0]?.total ?? Number.NaN, 6);
    expect(shop?.windows[0]?.total).toBeGreaterThan(0);
    const again = loop.load([{ file: "shop.yaml", text: SPEC }], []);
    await loop.stop();
    await again;
  }, 60_000);
});
