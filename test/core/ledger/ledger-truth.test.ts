import { describe, expect, it } from "vitest";
import { Ledger } from "../../../src/core/ledger/ledger.ts";
import type { ObjectiveStatus, WindowStatus } from "../../../src/core/budget/status.ts";
import { ratio } from "../../../src/core/units/ratio.ts";
import { instant } from "../../../src/core/units/instant.ts";
import { seconds } from "../../../src/core/units/seconds.ts";
import { counter, objective } from "../../fixtures/objectives.ts";
import { SimulatedPrometheus } from "./simulated-prometheus.ts";
import { seeded, SimulatedService, type SimulatedServiceOptions } from "./simulated-service.ts";

const STEP_MS = 30_000;
const DAY_MS = 86_400_000;
/** A full hour, so that windows and tiers begin together. */
const START_MS = 1_767_225_600_000;

const availability = objective({
  target: ratio(0.999),
  indicator: {
    kind: "events",
    total: [counter("http_requests_total", { job: "shop" })],
    counted: { as: "bad", selectors: [counter("http_requests_total", { job: "shop" }, { code: "5.." })] },
  },
});

interface Run {
  readonly days: number;
  readonly seed: number;
  readonly load?: SimulatedServiceOptions["load"];
  readonly lateMs?: number;
  /** What goes wrong in the interval that starts at a time. */
  readonly trouble?: (service: SimulatedService, atMs: number, random: () => number) => unknown;
  /** Steps in which Prometheus gives no answer. */
  readonly fails?: (stepIndex: number) => boolean;
}

/** Night and day, weekends, a base of errors and two incidents. */
const dayCurve: SimulatedServiceOptions["load"] = (atMs) => {
  const hour = (atMs % DAY_MS) / 3_600_000;
  const curve = 0.05 + 0.95 * Math.sin((Math.PI * hour) / 24) ** 2;
  const day = Math.floor((atMs - START_MS) / DAY_MS);
  const incident = (day % 7 === 3 && hour >= 3 && hour < 4) || (day % 7 === 5 && hour >= 14 && hour < 15);
  return { perSecond: 20 * curve, badShare: incident ? 0.3 : 0.0003 };
};

function simulate({ days, seed, load = dayCurve, lateMs = 0, trouble, fails = () => false }: Run): {
  readonly status: ObjectiveStatus;
  readonly service: SimulatedService;
  readonly endMs: number;
  readonly ledger: Ledger;
} {
  const random = seeded(seed);
  const prometheus = new SimulatedPrometheus();
  const service = new SimulatedService({
    prometheus,
    random,
    job: "shop",
    pods: 3,
    scrapeMs: STEP_MS,
    startMs: START_MS,
    load,
  });
  const ledger = new Ledger({ step: seconds(STEP_MS / 1000) });
  const endMs = START_MS + days * DAY_MS;
  ledger.follow([availability], instant(START_MS));
  for (let at = START_MS, i = 0; at < endMs; at += STEP_MS, i++) {
    trouble?.(service, at, random);
    service.scrapeAll(at, lateMs);
    const now = instant(at + STEP_MS);
    const queries = ledger.plan(now);
    ledger.ingest(
      now,
      queries.map((query) =>
        fails(i) ? { kind: "failed", reason: "unreachable", message: "no answer" } : prometheus.answer(query),
      ),
    );
  }
  const [status] = ledger.read(instant(endMs));
  if (status === undefined) throw new Error("no status");
  return { status, service, endMs, ledger };
}

const LENGTHS_MS: Readonly<Record<string, number>> = {
  "5m": 300_000,
  "30m": 1_800_000,
  "1h": 3_600_000,
  "2h": 7_200_000,
  "6h": 21_600_000,
  "1d": DAY_MS,
  "3d": 3 * DAY_MS,
  slo: 30 * DAY_MS,
};

const windowOf = (status: ObjectiveStatus, name: string): WindowStatus => {
  const found = status.windows.find(({ window }) => window === name);
  if (found === undefined) throw new Error(`no window ${name}`);
  return found;
};

describe("the ledger against the events themselves", () => {
  it("counts every window of clean counters to the last event", () => {
    const { status, service, endMs } = simulate({ days: 4, seed: 1 });
    for (const name of ["5m", "30m", "1h", "2h", "6h", "1d", "3d"]) {
      const truth = service.between(endMs - (LENGTHS_MS[name] ?? 0), endMs);
      expect({ name, total: windowOf(status, name).total, bad: windowOf(status, name).bad }).toEqual({
        name,
        ...truth,
      });
      expect(windowOf(status, name).coverage).toBeCloseTo(1, 2);
    }
  });
});

const relative = (measured: number, truth: number): number => Math.abs(measured - truth) / truth;

const resetsDaily: Run["trouble"] = (service, at, random) => {
  if (random() < 3 / 2880) service.reset(Math.floor(random() * 3));
  if (at % DAY_MS === 9 * 3_600_000) service.renameAll();
};

describe("the ledger against hard data", () => {
  it(
    "keeps a 30 day ratio within 0.5 % through resets, churn, gaps, late samples and missed steps",
    { timeout: 120_000 },
    () => {
      const { status, service, endMs } = simulate({
        days: 31,
        seed: 2,
        lateMs: 25_000,
        trouble: (sim, at, random) => {
          resetsDaily(sim, at, random);
          if (random() < 4 / 2880) sim.silence(Math.floor(random() * 3), at + (1 + 9 * random()) * 60_000);
        },
        fails: (i) => i % 500 > 490,
      });
      const truth = service.between(endMs - 30 * DAY_MS, endMs);
      const slo = windowOf(status, "slo");
      expect(relative(slo.bad / slo.total, truth.bad / truth.total)).toBeLessThan(0.005);
      expect(relative(slo.total, truth.total)).toBeLessThan(0.005);
      expect(slo.coverage).toBeGreaterThan(0.98);
    },
  );

  const troubles: readonly { readonly what: string; readonly trouble: NonNullable<Run["trouble"]> }[] = [
    {
      what: "resets in place",
      trouble: (sim, _, random) => random() < 12 / 2880 && sim.reset(Math.floor(random() * 3)),
    },
    {
      what: "every pod renamed, errors born above zero",
      trouble: (sim, at) => at % DAY_MS === 9 * 3_600_000 && sim.renameAll(),
    },
    {
      what: "gaps of up to ten minutes",
      trouble: (sim, at, random) => random() < 10 / 2880 && sim.silence(0, at + 600_000 * random()),
    },
  ];

  it.each(troubles)("counts a day within 0.1 %: $what", ({ trouble }) => {
    const { status, service, endMs } = simulate({ days: 2, seed: 3, trouble });
    const truth = service.between(endMs - DAY_MS, endMs);
    expect(relative(windowOf(status, "1d").total, truth.total)).toBeLessThan(0.001);
    expect(relative(windowOf(status, "1d").bad, truth.bad)).toBeLessThan(0.001);
  });

  it("loses nothing when samples become visible a minute late", () => {
    const { service, endMs, ledger } = simulate({ days: 1.5, seed: 4, lateMs: 60_000 });
    const [status] = ledger.read(instant(endMs));
    if (status === undefined) throw new Error("no status");
    // The newest minute is not visible to anybody yet, so the comparison ends before it.
    const truth = service.between(endMs - DAY_MS, endMs);
    expect(relative(windowOf(status, "1d").total, truth.total)).toBeLessThan(0.001);
  });

  it("catches up over missed steps and puts the events where they happened", () => {
    const missing = { from: 4 * 120, to: 4 * 120 + 100 };
    const { ledger, service, endMs } = simulate({
      days: 0.25,
      seed: 5,
      fails: (i) => i >= missing.from && i < missing.to,
    });
    const from = START_MS + missing.from * STEP_MS;
    const points = ledger.history("checkout/availability", {}, instant(from), instant(from + 3_000_000), seconds(300));
    for (const { at, total, coverage } of points) {
      expect({ at, total }).toEqual({ at, total: service.between(at - 300_000, at).total });
      expect(coverage).toBe(1);
    }
    expect(points).toHaveLength(10);
    expect(endMs).toBeGreaterThan(from);
  });
});
