import { describe, expect, it } from "vitest";
import { DecisionLog } from "../../../src/service/signals/decision-log.ts";
import type { LoggedDecision } from "../../../src/core/scaling/decision/logged-decision.ts";
import type { PastQuestion } from "../../../src/core/scaling/decision/past-decisions.ts";
import { instant } from "../../../src/core/units/instant.ts";
import type { DecisionStore } from "../../../src/service/ports/decision-store.ts";
import { KeptDecisions } from "../../../src/service/signals/kept-decisions.ts";
import { loggedDecision, NOW } from "../../fixtures/scaling.ts";

describe("DecisionLog", () => {
  it("keeps four hours of one workload, and less of each where there are many", async () => {
    const log = new DecisionLog({ monotonic: () => 0 });
    const entry = await loggedDecision();
    const add = (service: string): void => log.add([{ entry: { ...entry, service }, askedAt: 0 }]);
    const past = () => log.past({ service: "checkout", scaling: "checkout", most: 2000 });
    for (let i = 0; i < 1000; i++) add("checkout");
    expect(past()).toHaveLength(960);
    for (let i = 0; i < 400; i++) add(`service-${i}`);
    add("checkout");
    expect(past()).toHaveLength(50);
    expect(log.offered()).toHaveLength(401);
  });

  it("offers the newest decisions of one namespace, and none that was forgotten", async () => {
    const log = new DecisionLog({ monotonic: () => 0 });
    const add = async (service: string, namespace: string, demand: number): Promise<void> =>
      log.add([{ entry: { ...(await loggedDecision({}, { demand })), service, namespace }, askedAt: 0 }]);
    const offered = () => log.offeredIn("shop").map(({ service, decision }) => [service, decision.observation.demand]);
    const demand = (value: number) => ({ kind: "value", value, at: NOW });
    await add("cart", "shop", 100);
    await add("search", "other", 200);
    expect(offered()).toEqual([["cart", demand(100)]]);
    await add("cart", "shop", 300);
    await add("pay", "shop", 400);
    expect(offered()).toEqual([
      ["cart", demand(300)],
      ["pay", demand(400)],
    ]);
    log.retain(new Set(["pay/checkout"]));
    expect(offered()).toEqual([["pay", demand(400)]]);
    expect(log.offeredIn("nowhere")).toEqual([]);
  });
});

const QUESTION: PastQuestion = { service: "checkout", scaling: "checkout", most: 10 };
const decided = (seconds: number): Promise<LoggedDecision> => loggedDecision({}, { at: instant(NOW + seconds * 1000) });

/** A store in memory that fails when it is told to. */
class Shelf implements DecisionStore {
  readonly all: LoggedDecision[] = [];
  readonly asked: PastQuestion[] = [];
  problem: string | undefined;
  unreadable = 0;
  onAppend: () => void = () => {};

  append(decisions: readonly LoggedDecision[]): ReturnType<DecisionStore["append"]> {
    this.onAppend();
    if (this.problem !== undefined) return { kind: "failed", problem: this.problem };
    this.all.push(...decisions);
    return { kind: "appended", bytes: this.all.length };
  }

  past(question: PastQuestion): ReturnType<DecisionStore["past"]> {
    this.asked.push(question);
    if (this.problem !== undefined) return { kind: "failed", problem: this.problem };
    const { upTo = Infinity, most } = question;
    const decisions = this.all
      .filter(({ decision: { at } }) => at <= upTo)
      .toReversed()
      .slice(0, most);
    return { kind: "found", decisions, unreadable: this.unreadable };
  }
}

function setUp(shelf = new Shelf()) {
  const lines: unknown[][] = [];
  const counted = { kept: 0, failed: 0, lost: 0, unreadable: 0, bytes: 0 };
  const kept = new KeptDecisions({
    store: shelf,
    log: { info: (...line) => void lines.push(line), warn: (...line) => void lines.push(line) },
    counts: {
      written: (outcome, bytes = 0) => {
        counted[outcome]++;
        counted.bytes = bytes;
      },
      lost: (decisions) => void (counted.lost += decisions),
      unreadable: (decisions) => void (counted.unreadable += decisions),
    },
  });
  const log = new DecisionLog({ monotonic: () => 0 }, kept);
  return {
    shelf,
    lines,
    counted,
    log,
    add: async (...seconds: readonly number[]): Promise<void> =>
      log.add((await Promise.all(seconds.map(decided))).map((entry) => ({ entry, askedAt: 0 }))),
    moments: (question: Partial<PastQuestion> = {}): readonly number[] =>
      log.past({ ...QUESTION, ...question }).map(({ decision: { at } }) => (at - NOW) / 1000),
  };
}

describe("a DecisionLog with a store", () => {
  it("offers no decision that is not kept", async () => {
    const { shelf, log, add } = setUp();
    const offered: (number | undefined)[] = [];
    shelf.onAppend = () => void offered.push(log.signalOf("checkout", "checkout")?.decision.at);
    await add(0);
    await add(15);
    expect(offered).toEqual([undefined, NOW]);
    expect(log.signalOf("checkout", "checkout")?.decision.at).toBe(NOW + 15_000);
  });

  it("tells what it remembers from memory, and what was before from the store", async () => {
    const earlier = setUp();
    await earlier.add(0, 15, 30);
    const { add, moments, shelf } = setUp(earlier.shelf);
    await add(45, 60);
    shelf.asked.length = 0;
    expect(moments({ most: 2 })).toEqual([60, 45]);
    expect(shelf.asked).toEqual([]);
    expect(moments()).toEqual([60, 45, 30, 15, 0]);
    expect(moments({ most: 3 })).toEqual([60, 45, 30]);
    expect(moments({ upTo: instant(NOW + 31_000) })).toEqual([30, 15, 0]);
  });

  it("serves while the store fails, says so once, and writes what waited when it can", async () => {
    const { shelf, log, add, moments, lines, counted } = setUp();
    await add(0);
    shelf.problem = "database or disk is full";
    await add(15);
    await add(30);
    expect(log.storeState()).toEqual({ kind: "degraded", problem: "database or disk is full" });
    expect(log.signalOf("checkout", "checkout")?.decision.at).toBe(NOW + 30_000);
    shelf.problem = undefined;
    await add(45);
    expect(log.storeState()).toEqual({ kind: "up" });
    expect(shelf.all.map(({ decision: { at } }) => (at - NOW) / 1000)).toEqual([0, 15, 30, 45]);
    expect(moments()).toEqual([45, 30, 15, 0]);
    expect(lines).toEqual([
      ["decisions are not kept; they are served all the same", { problem: "database or disk is full" }],
      ["decisions are kept again", { waited: 2 }],
    ]);
    expect(counted).toEqual({ kept: 2, failed: 2, lost: 0, unreadable: 0, bytes: 4 });
  });

  it("lets no more wait than memory allows, and counts what is given up", async () => {
    const { shelf, log, add, counted } = setUp();
    const entry = { entry: await decided(0), askedAt: 0 };
    shelf.problem = "disk I/O error";
    log.add(Array.from({ length: 1500 }, () => entry));
    await add(15);
    expect(counted.lost).toBe(501);
    shelf.problem = undefined;
    await add(30);
    expect(shelf.all).toHaveLength(1001);
  });

  it("goes on where the past cannot be read, or some of it, and says so", async () => {
    const earlier = setUp();
    await earlier.add(0);
    const { shelf, moments, lines, counted } = setUp(earlier.shelf);
    shelf.unreadable = 3;
    expect(moments()).toEqual([0]);
    shelf.problem = "disk I/O error";
    expect(moments()).toEqual([]);
    expect(counted.unreadable).toBe(3);
    expect(lines).toEqual([
      [
        "some kept decisions are damaged, or of another version, and left out",
        { service: "checkout", scaling: "checkout", decisions: 3 },
      ],
      ["kept decisions cannot be read", { service: "checkout", scaling: "checkout", problem: "disk I/O error" }],
    ]);
  });
});
