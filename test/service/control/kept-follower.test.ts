import { describe, expect, it, vi } from "vitest";
import { inSpan } from "../../../src/adapters/telemetry/tracing.ts";
import { instant } from "../../../src/core/units/instant.ts";
import { seconds } from "../../../src/core/units/seconds.ts";
import { SourceFollower } from "../../../src/service/control/source-follower.ts";
import { requests, START_MS, STEP_MS } from "../../core/ledger/driven-ledger.ts";
import { SimulatedPrometheus } from "../../core/ledger/simulated-prometheus.ts";
import { counter, objective } from "../../fixtures/objectives.ts";
import { toldLog } from "../../fixtures/told-log.ts";

const ANOTHER = objective({
  slo: "another",
  indicator: {
    kind: "events",
    total: [counter("http_requests_total", { job: "another" })],
    counted: { as: "bad", selectors: [counter("http_requests_total", { job: "another" }, { code: "5.." })] },
  },
});

/** A service's part for one Prometheus, with ten events in each half a minute, and hours of them before its start. */
function setUp() {
  const prometheus = new SimulatedPrometheus();
  for (let atMs = START_MS - 7_200_000, events = 0; atMs < START_MS + 100 * STEP_MS; atMs += STEP_MS)
    for (const job of ["checkout", "another"])
      prometheus.append(requests("200", job, { job }), atMs + 1000, (events += 5));
  let nowMs = START_MS;
  let spans = 0;
  const follower = new SourceFollower({
    name: "default",
    prometheus: {
      serverTime: () => Promise.resolve({ kind: "answered", value: instant(nowMs) }),
      instant: (promql, at) => {
        const answer = prometheus.answer({ kind: "instant", promql, at });
        if (answer.kind === "failed") throw new Error(answer.message);
        return Promise.resolve({ kind: "answered", value: answer.series });
      },
      range: () => Promise.resolve({ kind: "answered", value: [] }),
      rawSamples: (query, take) => {
        spans++;
        for (const digests of prometheus.raw(query, nowMs)) take(digests);
        return Promise.resolve({ kind: "read", way: "remote read" });
      },
    },
    step: seconds(STEP_MS / 1000),
    clock: { now: () => instant(nowMs), monotonic: () => nowMs / 1000 },
    log: toldLog(),
    inSpan,
    onStep: () => undefined,
    onHistory: () => undefined,
  });
  const total = async (): Promise<number | undefined> =>
    (await follower.read())[0]?.windows.find(({ window }) => window === "1h")?.total;
  return {
    follower,
    total,
    spans: () => spans,
    step: async (): Promise<void> => {
      nowMs += STEP_MS;
      await follower.step();
    },
  };
}

describe("a ledger that is being kept", () => {
  it("counts step by step meanwhile, and is told as it was; its history waits", async () => {
    const { follower, step, total, spans } = setUp();
    await follower.follow([objective()]);
    await step();
    await vi.waitFor(async () => expect([await total(), follower.state.backfilling]).toEqual([1200, false]));
    const read = spans();
    const { at, pieces, release } = await follower.hold();
    await follower.follow([objective(), ANOTHER]);
    for (let i = 0; i < 5; i++) await step();
    // An hour is an hour: ten events come in and ten go out.
    expect(await total()).toBe(1200);
    expect(spans()).toBe(read);
    const kept = [...pieces].flatMap(({ record }) => (record.kind === "objective" ? [record] : []));
    // The first number of a cell's rings is the sum of all its events.
    expect([at, kept.map(({ cells }) => cells.map(({ rings }) => rings[0]))]).toEqual([START_MS + STEP_MS, [[2400]]]);
    release();
    const totals = async (): Promise<readonly (number | undefined)[]> =>
      (await follower.read()).map(({ windows }) => windows.find(({ window }) => window === "1h")?.total);
    await vi.waitFor(async () => expect(await totals()).toEqual([1200, 1200]));
    expect(spans()).toBeGreaterThan(read);
    follower.stop();
  });
});
