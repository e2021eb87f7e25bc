import { describe, expect, it } from "vitest";
import type { ObjectiveStatus } from "../../../../src/core/budget/status.ts";
import { Ledger } from "../../../../src/core/ledger/ledger.ts";
import type { LedgerAnswer } from "../../../../src/core/ledger/ports.ts";
import type { SampleSeries } from "../../../../src/core/promql/sample-series.ts";
import type { Objective } from "../../../../src/core/objective/objective.ts";
import { instant } from "../../../../src/core/units/instant.ts";
import { seconds } from "../../../../src/core/units/seconds.ts";
import { indicators, objective } from "../../../fixtures/objectives.ts";

const STEP_MS = 30_000;
const START_MS = 1_767_225_600_000;

type Values = readonly (readonly [labels: Readonly<Record<string, string>>, value: number])[];

/** What Prometheus says at a moment, by what is asked. */
interface Said {
  readonly total: Values;
  readonly bad: Values;
  readonly newest: Values;
  readonly latency?: Values | "fails";
}

/** A ledger of one objective whose expressions are answered as told, step by step. */
class Told {
  readonly #ledger = new Ledger({ step: seconds(STEP_MS / 1000) });
  #nowMs = START_MS;

  constructor(followed: Objective) {
    this.#ledger.follow([followed], instant(START_MS));
  }

  /** @param say - what is said at each step; times are milliseconds */
  steps(count: number, say: (nowMs: number) => Said): readonly ObjectiveStatus[] {
    for (let i = 0; i < count; i++) {
      this.#nowMs += STEP_MS;
      const at = instant(this.#nowMs);
      const said = say(this.#nowMs);
      this.#ledger.ingest(
        at,
        this.#ledger.plan(at).map(({ promql }) => answer(promql, said, at)),
      );
    }
    return this.#ledger.read(instant(this.#nowMs));
  }
}

function answer(promql: string, { total, bad, newest, latency = [] }: Said, at: number): LedgerAnswer {
  const values = promql.includes("timestamp(")
    ? newest
    : promql.includes("histogram_quantile")
      ? latency
      : promql.includes("failed") || promql.includes("histogram_fraction")
        ? bad
        : total;
  if (values === "fails") return { kind: "failed", reason: "timeout", message: "too slow" };
  return {
    kind: "series",
    series: values.map(([labels, value]): SampleSeries => ({ labels, timestamps: [at], values: [value] })),
  };
}

const orders = objective({ indicator: indicators.promql });
const ago = (nowMs: number, lengthSeconds: number): Values => [[{}, nowMs / 1000 - lengthSeconds]];
const handlers = (...names: readonly string[]): Values => names.map((handler) => [{ handler }, 10]);

/** Steps of a day and a little more. */
const DAY_OF_STEPS = 2_900;

describe("a group that fails, and then has no event for a day", () => {
  const routes = objective({ indicator: indicators.promql, by: ["handler"] });
  const all = (rates: Readonly<Record<string, number>>): Values =>
    Object.entries(rates).map(([handler, rate]) => [{ handler }, rate]);
  const failed = (told: Told): void => {
    told.steps(900, (nowMs) => ({
      total: all({ "/ok": 10, "/old": 10 }),
      bad: all({ "/old": 10 }),
      newest: ago(nowMs, 12),
    }));
  };

  it("is exhausted while it is used, and has no budget after that", () => {
    const told = new Told(routes);
    failed(told);
    const said = (rate: number) => (nowMs: number) => ({
      total: all({ "/ok": 10, "/old": rate }),
      bad: [],
      newest: ago(nowMs, 12),
    });
    expect(told.steps(1, said(0)).map(({ by, state }) => [by["handler"], state])).toContainEqual(["/old", "burning"]);
    const old = told.steps(DAY_OF_STEPS, said(0)).find(({ by }) => by["handler"] === "/old");
    expect(old).toMatchObject({
      state: "no-data",
      budget: { left: { kind: "noData", reason: "no-traffic" } },
      note: "no events for 1d: no budget until this group is used again",
    });
    // Its counts are kept: used again, it has the budget that it has.
    const again = told.steps(10, said(10)).find(({ by }) => by["handler"] === "/old");
    expect(again?.state).toBe("exhausted");
  });

  it("is not listed any more when its series are gone as well", () => {
    const told = new Told(routes);
    failed(told);
    const said = (nowMs: number) => ({ total: all({ "/ok": 10 }), bad: [], newest: ago(nowMs, 12) });
    expect(told.steps(1, said)).toHaveLength(2);
    expect(told.steps(DAY_OF_STEPS, said).map(({ by, state }) => [by["handler"], state])).toEqual([["/ok", "healthy"]]);
  });
});

describe("what is read by expressions", () => {
  it("is no bad event in an idle hour, whatever an author's quotient says", () => {
    const told = new Told(orders);
    const [status] = told.steps(10, (nowMs) => ({ total: [[{}, 0]], bad: [[{}, Number.NaN]], newest: ago(nowMs, 12) }));
    expect(status?.windows[0]).toMatchObject({
      total: 0,
      bad: 0,
      errorRatio: { kind: "noData", reason: "no-traffic" },
    });
    const [later] = told.steps(2, (nowMs) => ({ total: [[{}, 1]], bad: [[{}, Number.NaN]], newest: ago(nowMs, 12) }));
    expect(later?.windows[0]?.errorRatio).toEqual({ kind: "noData", reason: "invalid" });
  });

  it("is counted from sample to sample, and from no sample twice", () => {
    const told = new Told(orders);
    const [status] = told.steps(10, (nowMs) => ({ total: [[{}, 10]], bad: [[{}, 1]], newest: ago(nowMs, 12) }));
    expect(status?.windows[0]).toMatchObject({
      total: expect.closeTo(10 * (300 - 12), 6),
      bad: expect.closeTo(300 - 12, 6),
    });
    const lastMs = START_MS + 10 * STEP_MS - 12_000;
    const [later] = told.steps(2, () => ({ total: [[{}, 10]], bad: [[{}, 1]], newest: [[{}, lastMs / 1000]] }));
    expect(later?.windows.find(({ window }) => window === "30m")?.total).toBeCloseTo(10 * (300 - 12), 6);
    expect(later?.ageSeconds).toBe(72);
  });

  it("is stale when its samples are, whatever the rates still say", () => {
    const told = new Told(orders);
    told.steps(10, (nowMs) => ({ total: [[{}, 10]], bad: [], newest: ago(nowMs, 1) }));
    const lastMs = START_MS + 10 * STEP_MS - 1000;
    const [status] = told.steps(4, () => ({ total: [[{}, 10]], bad: [], newest: [[{}, lastMs / 1000]] }));
    expect(status?.state).toBe("no-data");
    expect(status?.windows[0]?.burnRate).toEqual({ kind: "noData", reason: "stale" });
  });

  it("is stale when no sample is left to tell the time", () => {
    const told = new Told(orders);
    told.steps(10, (nowMs) => ({ total: [[{}, 10]], bad: [], newest: ago(nowMs, 1) }));
    const [status] = told.steps(4, () => ({ total: [[{}, 10]], bad: [], newest: [] }));
    expect(status?.windows[0]?.burnRate).toEqual({ kind: "noData", reason: "stale" });
  });

  it("lets a group grow old that its query speaks of no more", () => {
    const told = new Told(objective({ indicator: indicators.promql, by: ["handler"] }));
    told.steps(10, (nowMs) => ({ total: handlers("/a", "/b"), bad: [], newest: ago(nowMs, 1) }));
    const statuses = told.steps(4, (nowMs) => ({ total: handlers("/a"), bad: [], newest: ago(nowMs, 1) }));
    expect(statuses.map(({ by, windows }) => [by["handler"], windows[0]?.burnRate.kind])).toEqual([
      ["/a", "value"],
      ["/b", "noData"],
    ]);
  });

  it("keeps budgets apart from percentiles that cannot be had", () => {
    const told = new Told(objective({ indicator: indicators.native }));
    const parts: Values = [0.2, 0.4, 0.8].map((value, part) => [{ __part__: String(part) }, value]);
    const say =
      (latency: Said["latency"]) =>
      (nowMs: number): Said => ({
        total: [[{}, 10]],
        bad: [[{}, 1]],
        newest: ago(nowMs, 1),
        ...(latency === undefined ? {} : { latency }),
      });
    const [status] = told.steps(10, say(parts));
    expect(
      Object.values(status?.latency ?? {}).map((reading) =>
        reading.kind === "value" ? reading.value : reading.reason,
      ),
    ).toEqual([0.2, 0.4, 0.8]);
    const [without] = told.steps(10, say("fails"));
    expect(without?.latency?.["0.5"]).toEqual({ kind: "noData", reason: "stale" });
    expect(without?.windows[0]?.burnRate.kind).toBe("value");
    // What failed ten times in a row is not asked at every step.
    const [idle] = told.steps(10, say([[{ __part__: "0" }, Number.NaN]]));
    expect(idle?.latency?.["0.5"]).toEqual({ kind: "noData", reason: "no-traffic" });
  });
});
