import { afterEach, describe, expect, it } from "vitest";
import { inSpan } from "../../../src/adapters/telemetry/tracing.ts";
import { parseSpecs } from "../../../src/core/spec/parse-specs.ts";
import { type Instant, instant } from "../../../src/core/units/instant.ts";
import { minutes, seconds } from "../../../src/core/units/seconds.ts";
import { Control } from "../../../src/service/control/control.ts";
import type { PrometheusReader } from "../../../src/service/ports/prometheus.ts";
import { MemoryKeeper } from "../../fixtures/memory-keeper.ts";
import { shownBy } from "../../fixtures/published-statuses.ts";
import { toldLog } from "../../fixtures/told-log.ts";

const NOON = Date.UTC(2026, 0, 15, 12);
const SOURCES = ["near", "far"];

const running: Control[] = [];
afterEach(() => Promise.all(running.splice(0).map((control) => control.stop())));

/** A Prometheus that is there and has no samples. */
const emptyPrometheus = (now: () => Instant): PrometheusReader => ({
  serverTime: () => Promise.resolve({ kind: "answered", value: now() }),
  instant: () => Promise.resolve({ kind: "answered", value: [] }),
  range: () => Promise.resolve({ kind: "answered", value: [] }),
});

/** Services that run one after the other, with the same disk. */
class World {
  readonly #keeper = new MemoryKeeper();
  #nowMs = NOON;

  begin() {
    const now = (): Instant => instant(this.#nowMs);
    const control = new Control({
      sources: new Map(SOURCES.map((name) => [name, emptyPrometheus(now)])),
      parseSpecs,
      step: seconds(30),
      clock: { now, monotonic: () => this.#nowMs / 1000 },
      log: toldLog(),
      inSpan,
      onStep: () => undefined,
      keeping: {
        keeper: this.#keeper,
        every: minutes(10),
        addresses: new Map(SOURCES.map((name) => [name, `http://${name}:9090`])),
        onWritten: () => undefined,
      },
    });
    running.push(control);
    return {
      /** Reads the spec anew a minute later. */
      load: async (source: string, delay = "0s", target = "99%"): Promise<void> => {
        this.#nowMs += 60_000;
        this.#keeper.nowMs = this.#nowMs;
        const text = `version: headroom/v1
service: shop
source: ${source}
delay: ${delay}
slos:
  - name: availability
    target: ${target}
    window: 1d
    events: { total: shop_total, bad: 'shop_total{code="500"}' }
`;
        await control.load([{ file: "shop.yaml", text }], []);
      },
      /** Of the definition, with the minutes after noon since when they hold. */
      changes: () =>
        shownBy(control).flatMap(({ changes }) => changes.map(({ at, says }) => [(at - NOON) / 60_000, says])),
      stop: async (): Promise<void> => {
        await control.stop();
        await control.keepLast();
      },
    };
  }
}

describe("an SLO that is read elsewhere, or later, than it was", () => {
  it("says so, and still what was changed of it before", async () => {
    const { load, changes } = new World().begin();
    await load("near");
    expect(changes()).toEqual([]);
    await load("near", "5m");
    await load("near", "5m", "98%");
    await load("far", "5m", "98%");
    await load("near", "0s", "97%");
    expect(changes()).toEqual([
      [2, "delay none → 5m"],
      [3, "target 99% → 98%"],
      [4, "source near → far"],
      [5, "target 98% → 97%, source far → near, delay 5m → none"],
    ]);
  });

  it("says so after restarts, and of what was changed while nothing ran", async () => {
    const world = new World();
    const first = world.begin();
    await first.load("near");
    await first.load("near", "5m");
    await first.stop();
    const second = world.begin();
    await second.load("far", "1m");
    const told = [
      [2, "delay none → 5m"],
      [3, "source near → far, delay 5m → 1m"],
    ];
    expect(second.changes()).toEqual(told);
    await second.stop();
    const third = world.begin();
    await third.load("far", "1m");
    expect(third.changes()).toEqual(told);
  });
});
