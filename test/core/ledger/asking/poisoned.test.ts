import { describe, expect, it } from "vitest";
import type { LedgerAnswer, LedgerQuery } from "../../../../src/core/ledger/ports.ts";
import { Ledger } from "../../../../src/core/ledger/ledger.ts";
import type { ObjectiveStatus } from "../../../../src/core/budget/status.ts";
import { instant } from "../../../../src/core/units/instant.ts";
import { valueOrNull } from "../../../../src/core/objective/reading.ts";
import { days, seconds } from "../../../../src/core/units/seconds.ts";
import { counter, objective } from "../../../fixtures/objectives.ts";
import { START_MS, STEP_MS } from "../driven-ledger.ts";
import { SimulatedPrometheus } from "../simulated-prometheus.ts";

const oneDay = { kind: "rolling", length: days(1) } as const;
const of = (service: string, metric = "x_total") =>
  objective({
    service,
    window: oneDay,
    indicator: {
      kind: "events",
      total: [counter(metric, { job: service })],
      counted: { as: "bad", selectors: [counter(metric, { job: service, code: "500" })] },
    },
  });

type Outcome = "answered" | "late" | Extract<LedgerAnswer, { kind: "failed" }>["reason"];

/** Steps of a ledger whose questions end as a test says; what is late is answered before the step after the next. */
class Steps {
  readonly ledger = new Ledger({ step: seconds(STEP_MS / 1000) });
  readonly #prometheus = new SimulatedPrometheus();
  readonly #services: readonly string[];
  #late: (readonly [LedgerQuery, LedgerAnswer])[] = [];
  nowMs = START_MS;
  asked: readonly string[] = [];

  constructor(objectives: readonly ReturnType<typeof of>[]) {
    this.#services = objectives.map(({ service }) => service);
    this.ledger.follow(objectives, instant(this.nowMs));
  }

  /** @returns what was asked, step by step */
  run(steps: number, outcome: (promql: string) => Outcome = () => "answered"): readonly (readonly string[])[] {
    return Array.from({ length: steps }, () => this.#step(outcome));
  }

  #step(outcome: (promql: string) => Outcome): readonly string[] {
    this.nowMs += STEP_MS;
    for (const job of this.#services)
      for (const [code, rate] of [
        ["200", 90],
        ["500", 10],
      ] as const) {
        const labels = { __name__: job === "other" ? "y_total" : "x_total", job, instance: "a", code };
        this.#prometheus.append(labels, this.nowMs - 1000, ((this.nowMs - START_MS) / STEP_MS) * rate);
      }
    const at = instant(this.nowMs);
    const plan = this.ledger.plan(at);
    for (const [query, answer] of this.#late.splice(0)) this.ledger.late(query, answer);
    for (const _ of this.ledger.ingestLate(at));
    const answers = plan.map((query) => {
      const ends = outcome(query.promql);
      if (ends === "answered") return this.#prometheus.answer(query);
      if (ends !== "late") return { kind: "failed", reason: ends, message: "too much" } as const;
      this.#late.push([query, this.#prometheus.answer(query)]);
      return undefined;
    });
    for (const _ of this.ledger.ingestInSlices(at, answers));
    this.asked = plan.map(({ promql }) => promql);
    return this.asked;
  }

  status(service: string): ObjectiveStatus {
    const found = this.ledger.read(instant(this.nowMs)).find((one) => one.objective.service === service);
    if (found === undefined) throw new Error(`no ${service}`);
    return found;
  }
}

/** 10 % of the events are bad, and 0.1 % may be: 100. */
const burnOf = ([shortest]: ObjectiveStatus["windows"]): number | null =>
  shortest === undefined ? null : valueOrNull(shortest.burnRate);

const poison = (promql: string): boolean => promql.includes("poison");
const fails =
  (reason: Outcome) =>
  (promql: string): Outcome =>
    poison(promql) ? reason : "answered";

describe("an SLO whose question nobody can answer", () => {
  it.each(["timeout", "invalid", "unreachable"] as const)(
    "ages no other on its metric, where it ends in %s, and says why and how often it is asked",
    (reason) => {
      const steps = new Steps([of("shop"), of("poison"), of("cart"), of("other", "y_total")]);
      steps.run(40);
      expect(steps.asked).toHaveLength(2);
      // One step finds out that something on the metric is too much, the next one asks each alone.
      steps.run(2, fails(reason));
      for (let i = 0; i < 120; i++) {
        steps.run(1, fails(reason));
        for (const service of ["shop", "cart", "other"]) {
          const { ageSeconds, windows } = steps.status(service);
          expect([ageSeconds, burnOf(windows)]).toEqual([1, expect.closeTo(100, 6)]);
        }
      }
      expect(steps.status("poison")).toMatchObject({
        state: "no-data",
        note: expect.stringMatching(
          /^too much; it failed \d+ times in a row, and is asked every 5m until it is answered$/,
        ),
      });
    },
  );

  it("is asked at every step for a while, then ever more seldom, and at every step again once it is answered", () => {
    const steps = new Steps([of("shop"), of("poison")]);
    steps.run(40);
    const asked = steps.run(60, fails("timeout")).map((queries) => queries.some(poison));
    expect(asked.map((one, i) => (one ? i : -1)).filter((i) => i >= 0)).toEqual([
      0, 1, 2, 3, 4, 5, 7, 11, 21, 31, 41, 51,
    ]);
    steps.run(2);
    // What happened meanwhile is in the counters.
    expect(steps.run(10).every((queries) => queries.some(poison))).toBe(true);
    expect(steps.status("poison").windows[0]?.bad).toBeCloseTo(100, 6);
    expect(steps.status("poison").note ?? "").not.toContain("too much");
  });

  it("stays apart from the others when questions are put together again after an hour", () => {
    const steps = new Steps([of("shop"), of("poison"), of("cart")]);
    steps.run(40);
    steps.run(10, fails("timeout"));
    for (let i = 0; i < 400; i++) {
      steps.run(1, fails("timeout"));
      expect([steps.status("shop").ageSeconds, steps.status("cart").ageSeconds]).toEqual([1, 1]);
    }
    // What is together costs one question.
    expect(steps.asked.filter((promql) => !poison(promql))).toHaveLength(1);
  });

  it("is not to blame where nobody is answered: all are asked at every step, in as many questions as before", () => {
    const steps = new Steps([of("shop"), of("other", "y_total")]);
    steps.run(40);
    const asked = steps.run(20, () => "unreachable");
    expect(asked.map((queries) => queries.length)).toEqual(asked.map(() => 2));
    steps.run(1);
    expect(steps.status("shop").windows[0]?.bad).toBeCloseTo(100, 6);
  });

  it("is found by and by where all that is asked is too slow", () => {
    const steps = new Steps([of("shop"), of("poison"), of("other", "y_total")]);
    steps.run(40);
    const slow = (promql: string): Outcome => (poison(promql) || promql.startsWith("y_total") ? "timeout" : "answered");
    steps.run(4, slow);
    expect(steps.status("shop").ageSeconds).toBe(1);
  });
});

describe("an answer that comes after the others of its step", () => {
  it("is counted as if it had come with them, and is not asked for meanwhile", () => {
    const [late, inTime] = [new Steps([of("shop"), of("poison")]), new Steps([of("shop"), of("poison")])];
    late.run(40);
    inTime.run(40);
    // Alone from then on.
    late.run(6, fails("timeout"));
    inTime.run(6, fails("timeout"));
    const asked = late.run(10, fails("late")).map((queries) => queries.some(poison));
    expect(asked).toContain(false);
    inTime.run(10);
    late.run(2);
    inTime.run(2);
    for (const service of ["shop", "poison"])
      expect(late.status(service).windows).toEqual(inTime.status(service).windows);
  });

  it("is dropped when other objectives are followed meanwhile", () => {
    const steps = new Steps([of("shop"), of("poison")]);
    steps.run(40);
    steps.run(1, () => "late");
    steps.ledger.follow([of("shop"), of("poison")], instant(steps.nowMs));
    steps.run(2);
    expect(steps.status("shop").windows[0]?.bad).toBeCloseTo(100, 6);
  });
});
