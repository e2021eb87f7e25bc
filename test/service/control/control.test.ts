import { afterEach, describe, expect, it, vi } from "vitest";
import { createLog } from "../../../src/adapters/telemetry/log.ts";
import { inSpan } from "../../../src/adapters/telemetry/tracing.ts";
import type { FailedQuery, QueryAnswer } from "../../../src/core/promql/query-answer.ts";
import type { SampleSeries } from "../../../src/core/promql/sample-series.ts";
import { type ParsedSpecs, parseSpecs, type SpecFile } from "../../../src/core/spec/parse-specs.ts";
import { type Instant, instant } from "../../../src/core/units/instant.ts";
import { ratio } from "../../../src/core/units/ratio.ts";
import { seconds } from "../../../src/core/units/seconds.ts";
import { Control } from "../../../src/service/control/control.ts";
import type { ParseSpecs } from "../../../src/service/control/spec-set.ts";
import type { PrometheusReader } from "../../../src/service/ports/prometheus.ts";
import { shownBy } from "../../fixtures/published-statuses.ts";

const spec = (service: string, source = "default"): string =>
  `version: headroom/v1\nservice: ${service}\nsource: ${source}\nslos:\n  - name: availability\n    target: 99%\n    window: 1d\n    events: {total: '${service}_total', bad: '${service}_total{code="500"}'}\n`;
const file = (service: string, source?: string) => ({ file: `${service}.yaml`, text: spec(service, source) });

/** A Prometheus with counters that grow by 90 good and 10 bad events a second since `T0`, and faults on demand. */
class GrowingCounters implements PrometheusReader {
  readonly asked: string[] = [];
  /** How far its clock is off, and the times of its samples with it. */
  off = 0;
  fault: ((promql: string) => Promise<FailedQuery | undefined>) | undefined;
  readonly #now: () => Instant;

  constructor(now: () => Instant) {
    this.#now = now;
  }

  serverTime(): Promise<QueryAnswer<Instant>> {
    return this.#answer("time()", () => instant(this.#now() + this.off));
  }

  instant(promql: string, at: Instant): Promise<QueryAnswer<readonly SampleSeries[]>> {
    return this.#answer(promql, () => {
      const metric = /[a-z]+_total/.exec(promql)?.[0] ?? "";
      const times = Array.from({ length: 13 }, (_, i) => Math.floor((at - (12 - i) * 5_000) / 5_000) * 5_000);
      return [
        ["200", 0.09],
        ["500", 0.01],
      ].map(([code, rate]) => ({
        labels: { __name__: metric, job: "j", instance: "i", code: String(code) },
        timestamps: times,
        values: times.map((time) => (time - T0) * Number(rate)),
      }));
    });
  }

  range(promql: string): Promise<QueryAnswer<readonly SampleSeries[]>> {
    return this.#answer(promql, () => []);
  }

  async #answer<T>(promql: string, answer: () => T): Promise<QueryAnswer<T>> {
    this.asked.push(promql);
    return (await this.fault?.(promql)) ?? { kind: "answered", value: answer() };
  }
}

/** Steps after which one percent of a 1d window was observed: then its budget has a number. */
const LONG_ENOUGH = 40;

const T0 = Date.UTC(2026, 0, 15, 12);
const HOUR_MS = 3_600_000;
let control: Control | undefined;
afterEach(() => control?.stop());

/** A target that no spec can have: it stands for any fault of ours that one objective meets. */
async function impossible(files: readonly SpecFile[]): Promise<ParsedSpecs> {
  const parsed = await parseSpecs(files);
  return {
    ...parsed,
    services: parsed.services.map((one) =>
      one.service === "poison"
        ? { ...one, objectives: one.objectives.map((objective) => ({ ...objective, target: ratio(1) })) }
        : one,
    ),
  };
}

function setUp(sources: readonly string[] = ["default"], parse: ParseSpecs = parseSpecs) {
  let offset = 0;
  /** How far the wall clock of this machine is off; Prometheus' own is right. */
  let skew = 0;
  const prometheusNow = (): Instant => instant(T0 + 3_600_000 + offset);
  const clock = { now: () => instant(prometheusNow() + skew), monotonic: () => offset / 1000 };
  const lines: Record<string, unknown>[] = [];
  const readers = new Map(sources.map((name) => [name, new GrowingCounters(prometheusNow)]));
  const outcomes: string[] = [];
  const present = new Control({
    sources: readers,
    parseSpecs: parse,
    step: seconds(30),
    clock,
    inSpan,
    log: createLog({
      level: "info",
      format: "json",
      write: (line) => void lines.push(JSON.parse(line)),
      now: clock.now,
      traceIds: () => ({}),
    }),
    onStep: (source, outcome) => void outcomes.push(`${source} ${outcome}`),
  });
  control = present;
  const reader = (name = "default"): GrowingCounters => {
    const found = readers.get(name);
    if (found === undefined) throw new Error(`no source ${name}`);
    return found;
  };
  return {
    control: present,
    lines,
    outcomes,
    reader,
    skewClock: (byMilliseconds: number): void => void (skew = byMilliseconds),
    tick: async (steps = 1) => {
      for (let i = 0; i < steps; i++) {
        offset += 30_000;
        await present.tick();
      }
    },
    states: () => Object.fromEntries(shownBy(present).map(({ objective, state }) => [objective.service, state])),
    burn: (service: string) =>
      shownBy(present).find(({ objective }) => objective.service === service)?.windows[0]?.burnRate,
  };
}

const down = (): Promise<FailedQuery> =>
  Promise.resolve({ kind: "failed", reason: "unreachable", message: "connect ECONNREFUSED" });

describe("the control loop", () => {
  it("turns specs and samples into statuses", async () => {
    const { control: loop, tick, burn } = setUp();
    await loop.load([file("shop")], []);
    await tick(LONG_ENOUGH);
    // 10 % of the events are bad, and 1 % may be.
    expect(burn("shop")).toMatchObject({ kind: "value", value: expect.closeTo(10, 6) });
  });

  it("shows a target that was changed at once, and asks nothing for it", async () => {
    const { control: loop, tick, reader } = setUp();
    await loop.load([file("shop")], []);
    await tick();
    const asked = reader().asked.length;
    const changed = { ...file("shop"), text: spec("shop").replace("99%", "98%") };
    await loop.load([changed], []);
    expect(shownBy(loop).map(({ objective }) => objective.target)).toEqual([0.98]);
    expect(reader().asked).toHaveLength(asked);
    await loop.load([changed, file("store")], []);
    expect(reader().asked.length).toBeGreaterThan(asked);
  });

  it("has no snapshot before the first specs, even when a step comes first", async () => {
    const { control: early } = setUp();
    await early.tick();
    expect(early.snapshot()).toBeUndefined();
  });

  it("has no snapshot before the first specs, and never one of half a set", async () => {
    const { control: loop, states } = setUp();
    expect(loop.snapshot()).toBeUndefined();
    const seen = new Set<string>();
    const first = loop.load([file("a"), file("b")], []);
    const second = loop.load([file("b"), file("c")], []);
    const watch = setInterval(() => seen.add(Object.keys(states()).toSorted().join("")));
    await Promise.all([first, second]);
    clearInterval(watch);
    seen.add(Object.keys(states()).toSorted().join(""));
    expect([...seen].filter((set) => !["", "ab", "bc"].includes(set))).toEqual([]);
    expect(Object.keys(states())).toEqual(["b", "c"]);
  });

  it("shows no data while Prometheus is down, says so once, and recovers after two fresh evaluations", async () => {
    const { control: loop, tick, states, lines, reader, outcomes } = setUp();
    await loop.load([file("shop")], []);
    await tick(LONG_ENOUGH);
    expect(states()["shop"]).not.toBe("no-data");
    reader().fault = down;
    await tick(4);
    expect(states()).toEqual({ shop: "no-data" });
    expect(loop.snapshot()?.sources).toMatchObject([{ problem: "connect ECONNREFUSED" }]);
    reader().fault = undefined;
    await tick();
    expect(states()).toEqual({ shop: "no-data" });
    await tick();
    expect(states()["shop"]).not.toBe("no-data");
    expect(lines.map(({ msg }) => msg).filter((msg) => String(msg).startsWith("prometheus"))).toEqual([
      "prometheus gives no whole answer",
      "prometheus answers again",
    ]);
    expect(new Set(outcomes)).toEqual(new Set(["default done", "default failed"]));
  });

  it.each([-2, 2])(
    "keeps its numbers when the machine's clock jumps by %i days: ages are by Prometheus' clock",
    async (days) => {
      const { control: loop, tick, states, burn, lines, skewClock } = setUp();
      await loop.load([file("shop")], []);
      await tick(LONG_ENOUGH);
      const [before, told] = [states(), lines.length];
      skewClock(days * 86_400_000);
      await tick(2);
      expect(states()).toEqual(before);
      expect(burn("shop")).toMatchObject({ kind: "value", value: expect.closeTo(10, 6) });
      expect(shownBy(loop)[0]?.ageSeconds).toBeLessThan(60);
      skewClock(0);
      await tick(2);
      expect(states()).toEqual(before);
      expect(lines.slice(told)).toEqual([]);
    },
  );

  it.each([HOUR_MS, -HOUR_MS, 30 * 24 * HOUR_MS])(
    "reads nothing while the clock of Prometheus is off by %i ms, and knows the truth within two steps after",
    async (off) => {
      const { control: loop, tick, burn, reader, lines } = setUp();
      await loop.load([file("shop")], []);
      await tick(LONG_ENOUGH);
      reader().off = off;
      await tick();
      // Not yet stale, and as old as it says.
      expect(shownBy(loop)[0]?.ageSeconds).toBeGreaterThanOrEqual(30);
      await tick(4);
      expect(burn("shop")).toMatchObject({ kind: "noData" });
      expect(loop.snapshot()?.sources).toMatchObject([{ problem: expect.stringContaining("its clock says") }]);
      reader().off = 0;
      await tick(2);
      expect(burn("shop")).toMatchObject({ kind: "value", value: expect.closeTo(10, 6) });
      expect(shownBy(loop)[0]?.windows[0]).toMatchObject({ coverage: 1 });
      expect(lines.filter(({ level }) => level === "error")).toEqual([]);
    },
  );

  it("goes on with the new time when the clock of Prometheus was wrong before", async () => {
    const { control: loop, tick, burn, reader } = setUp();
    reader().off = 2 * HOUR_MS;
    await loop.load([file("shop")], []);
    await tick(LONG_ENOUGH);
    reader().off = 0;
    await tick(LONG_ENOUGH);
    expect(burn("shop")).toMatchObject({ kind: "value", value: expect.closeTo(10, 6) });
    expect(shownBy(loop)[0]?.ageSeconds).toBeLessThan(30);
  });

  it("lets one objective that throws harm no other, and says which it is", async () => {
    const { control: loop, tick, states, lines } = setUp(["default"], impossible);
    await loop.load([file("poison"), file("shop")], []);
    await tick(LONG_ENOUGH);
    expect(states()).toEqual({ shop: expect.not.stringMatching("no-data"), poison: "no-data" });
    expect(lines.filter(({ level }) => level === "error")).toMatchObject([{ slo: "poison/availability" }]);
  });

  it("lets one poisoned query harm no other SLO", async () => {
    const { control: loop, tick, states, reader } = setUp();
    const message = "query processing would load too many samples";
    reader().fault = (promql) =>
      Promise.resolve(promql.includes("poison") ? { kind: "failed", reason: "rejected", message } : undefined);
    await loop.load([file("poison"), file("shop")], []);
    await tick(LONG_ENOUGH);
    expect(states()).toEqual({ poison: "no-data", shop: expect.not.stringMatching("no-data") });
  });

  it("keeps the sources apart: one that is down, and one that the settings do not know, leave the others alone", async () => {
    const { control: loop, tick, states, reader } = setUp(["default", "eu"]);
    reader("eu").fault = down;
    await loop.load([file("shop"), file("europe", "eu"), file("typo", "defualt")], []);
    await tick(LONG_ENOUGH);
    expect(states()).toEqual({ shop: expect.not.stringMatching("no-data"), europe: "no-data", typo: "no-data" });
    expect(loop.snapshot()?.sources.map(({ name, problem }) => [name, problem])).toEqual(
      expect.arrayContaining([
        ["default", undefined],
        ["eu", "connect ECONNREFUSED"],
        ["defualt", 'the settings name no source "defualt"'],
      ]),
    );
  });

  it("does not ask a slow Prometheus again while it answers, and publishes what is known meanwhile", async () => {
    const { control: loop, tick, reader } = setUp();
    await loop.load([file("shop")], []);
    // The history is asked for at the same time, and is slow too.
    const held: (() => void)[] = [];
    reader().fault = () => new Promise((resolve) => held.push(() => resolve(undefined)));
    const slow = tick();
    const { length } = reader().asked;
    const before = loop.snapshot()?.publishedAt ?? 0;
    const also = tick();
    expect(reader().asked).toHaveLength(length);
    await vi.waitFor(() => expect(loop.snapshot()?.publishedAt).toBeGreaterThan(before));
    reader().fault = undefined;
    for (const release of held) release();
    await Promise.all([slow, also]);
  });

  it("survives a fault of its own parts and says so", async () => {
    const { control: loop, tick, lines, reader, states, outcomes } = setUp();
    await loop.load([file("shop")], []);
    await vi.waitFor(() => expect(loop.snapshot()?.sources).toMatchObject([{ backfilling: false }]));
    reader().fault = () => Promise.reject(new TypeError("a bug"));
    await tick();
    expect(loop.snapshot()?.sources).toMatchObject([{ problem: "a fault in headroom itself: a bug" }]);
    reader().fault = undefined;
    await tick(LONG_ENOUGH);
    expect(lines.filter(({ level }) => level === "error")).toMatchObject([{ msg: "a step failed", error: "a bug" }]);
    expect(outcomes.filter((outcome) => outcome === "default failed")).toHaveLength(1);
    expect(states()["shop"]).not.toBe("no-data");
  });

  it("logs how the SLOs stand at first, as one line, and then only what changes", async () => {
    const { control: loop, tick, lines, reader } = setUp();
    await loop.load([file("a"), file("b")], []);
    await tick(LONG_ENOUGH);
    reader().fault = down;
    await tick(4);
    const told = lines
      .filter(({ msg }) => String(msg).includes("SLO"))
      .map(({ msg, slo, from, to, "no-data": missing }) => [msg, slo ?? missing, from, to]);
    expect(told).toEqual([
      ["SLOs evaluated for the first time", 2, undefined, undefined],
      ["an SLO changed its state", "a/availability", "no-data", "exhausted"],
      ["an SLO changed its state", "b/availability", "no-data", "exhausted"],
      ["an SLO changed its state", "a/availability", "exhausted", "no-data"],
      ["an SLO changed its state", "b/availability", "exhausted", "no-data"],
    ]);
  });

  it("keeps the SLOs when the folder cannot be believed, and tells readers", async () => {
    const { control: loop, states } = setUp();
    await loop.load([file("shop")], []);
    await loop.folderTrouble("slo-specs holds no YAML file");
    expect([loop.snapshot()?.folderProblem, Object.keys(states())]).toEqual(["slo-specs holds no YAML file", ["shop"]]);
    await loop.folderTrouble(undefined);
    expect(loop.snapshot()?.folderProblem).toBeUndefined();
  });
});
