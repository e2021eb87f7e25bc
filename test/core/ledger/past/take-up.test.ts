import { describe, expect, it } from "vitest";
import { NOWHERE } from "../../../../src/core/budget/definition-change.ts";
import { unpaused } from "../../../../src/core/ledger/following/unpaused.ts";
import { CellStore } from "../../../../src/core/ledger/counting/cell-store.ts";
import { ObjectiveFaults } from "../../../../src/core/ledger/following/objective-faults.ts";
import type { TrackedObjective } from "../../../../src/core/ledger/following/tracked-objective.ts";
import { Past } from "../../../../src/core/ledger/past/past.ts";
import { keepsPast, reachOf, reopenLate, seamBefore } from "../../../../src/core/ledger/past/reach.ts";
import { takeUpAll } from "../../../../src/core/ledger/past/take-up.ts";
import type { Objective } from "../../../../src/core/objective/objective.ts";
import { instant } from "../../../../src/core/units/instant.ts";
import { ratio } from "../../../../src/core/units/ratio.ts";
import { days } from "../../../../src/core/units/seconds.ts";
import { indicators, objective } from "../../../fixtures/objectives.ts";
import { START_MS, STEP_MS } from "../driven-ledger.ts";
import { cellOf, countsOf, feedOf } from "../track.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** No full hour, nor a multiple of five minutes. */
const AT = instant(START_MS + 17 * MINUTE_MS);
const rolling = (length: number) => ({ kind: "rolling", length: days(length) }) as const;
const daily = objective({ window: rolling(1) });
const span = (fromMs: number, toMs: number) =>
  ({ kind: "span", from: instant(fromMs), to: instant(toMs), reason: undefined }) as const;

class Taking {
  readonly store = new CellStore(STEP_MS);
  readonly past = new Past(STEP_MS, true);
  readonly faults = new ObjectiveFaults();
  tracked: ReadonlyMap<string, TrackedObjective> = new Map();
  pauses = 0;

  follow(objectives: readonly Objective[], at = AT, elsewhere = NOWHERE): this {
    const parts = { store: this.store, stepMs: STEP_MS, replicaLabels: [], past: this.past };
    const work = takeUpAll({ here: this.tracked, elsewhere }, objectives, at, parts, this.faults);
    this.pauses = 0;
    for (let next = work.next(); ; next = work.next(), this.pauses++)
      if (next.done === true) {
        this.tracked = next.value;
        return this;
      }
  }

  of(slo = "availability"): TrackedObjective {
    return this.tracked.get(`checkout/${slo}`) ?? expect.fail();
  }

  /** Of whom which time is wanted, and as what. */
  get holes() {
    return unpaused(this.past.keepHoles()).map(({ tracked, fromMs, toMs, channels: { total, counted } }) => [
      tracked.objective.slo,
      (fromMs - START_MS) / MINUTE_MS,
      (toMs - START_MS) / MINUTE_MS,
      [...(total ? ["total"] : []), ...(counted ? ["counted"] : [])].join(" "),
    ]);
  }
  /** From where to where in all. */
  get wanted(): readonly number[] {
    const edges = unpaused(this.past.keepHoles()).flatMap(({ fromMs, toMs }) => [fromMs, toMs]);
    return [Math.min(...edges), Math.max(...edges)];
  }
}

describe("how far history reaches", () => {
  it("is to the full hour before the longest that the window can be", () => {
    expect(reachOf(daily, AT)).toBe(START_MS - DAY_MS);
    expect(reachOf(daily, instant(START_MS))).toBe(START_MS - DAY_MS);
    expect(reachOf(daily, instant(START_MS - 1))).toBe(START_MS - DAY_MS - HOUR_MS);
  });

  it("ends where the live part begins: at a multiple of five minutes, of raw samples five minutes back", () => {
    expect([seamBefore(AT, true), seamBefore(AT, false)]).toEqual([
      START_MS + 10 * MINUTE_MS,
      START_MS + 15 * MINUTE_MS,
    ]);
    expect(seamBefore(instant(START_MS), false)).toBe(START_MS);
  });
});

describe("what was excluded", () => {
  it("counts as before where neither window meets a span that is new", () => {
    const weekly = objective({ window: rolling(7) });
    const excluding = (of: Objective, fromMs: number, toMs: number): Objective => ({
      ...of,
      exclusions: [span(fromMs, toMs)],
    });
    const coming = excluding(daily, AT + HOUR_MS, AT + 2 * HOUR_MS);
    const [recent, old] = [excluding(daily, AT - HOUR_MS, AT), excluding(weekly, AT - 3 * DAY_MS, AT - 2 * DAY_MS)];
    expect(keepsPast(daily, coming, AT)).toBe(true);
    expect(keepsPast(daily, recent, AT)).toBe(false);
    expect(keepsPast(recent, recent, AT)).toBe(true);
    // The longer window would meet it.
    expect([keepsPast(daily, old, AT), keepsPast(old, daily, AT)]).toEqual([false, false]);
    expect(keepsPast(daily, { ...old, window: rolling(1) }, AT)).toBe(true);
  });
});

describe("objectives that are taken up", () => {
  it("are read live from the seam on, and their history up to it is wanted", () => {
    const taking = new Taking().follow([
      daily,
      objective({ slo: "rates", indicator: indicators.promql, window: rolling(1) }),
    ]);
    expect(taking.of().feeds.map(({ liveFromMs }) => liveFromMs)).toEqual(Array(2).fill(START_MS + 10 * MINUTE_MS));
    expect(feedOf(taking.of("rates"), "total rate").liveFromMs).toBe(START_MS + 15 * MINUTE_MS);
    // A condition is asked whole, and counts nothing.
    const when = { kind: "condition", when: "up == 0", reason: undefined } as const;
    const excluding = new Taking().follow([{ ...daily, exclusions: [when] }]).of();
    expect(feedOf(excluding, "total").liveFromMs).toBe(START_MS + 10 * MINUTE_MS);
    expect(taking.wanted).toEqual([START_MS - DAY_MS, START_MS + 15 * MINUTE_MS]);
    expect([taking.of().awaitsPast, taking.of().pastAsRates]).toEqual([true, false]);
    expect([taking.of("rates").awaitsPast, taking.of("rates").pastAsRates]).toEqual([false, true]);
  });

  it("go on as they are where nothing changed, and with their counts where facts did", () => {
    const taking = new Taking().follow([daily]);
    const tracked = taking.of();
    cellOf(tracked).addEvents(AT, 5, 0);
    const { length } = taking.holes;
    expect(taking.follow([daily]).of()).toBe(tracked);
    tracked.awaitsPast = false;
    const stricter = { ...daily, target: ratio(0.9999) };
    expect(taking.follow([stricter]).of()).toBe(tracked);
    expect(tracked.awaitsPast).toBe(false);
    expect([tracked.objective, countsOf(cellOf(tracked)).total, taking.holes.length]).toEqual([stricter, 5, length]);
  });

  it("want what a longer window reaches back to, and no more", () => {
    const taking = new Taking().follow([daily]);
    const before = taking.holes.length;
    taking.follow([objective({ window: rolling(2) })]);
    const added = taking.holes.slice(before);
    expect(added.length).toBeGreaterThan(0);
    expect(taking.wanted[0]).toBe(START_MS - 2 * DAY_MS);
    const all = taking.holes.length;
    taking.of().awaitsPast = false;
    expect([taking.follow([daily]).holes.length, taking.of().awaitsPast]).toEqual([all, false]);
  });

  it("begin anew where they are defined anew, in room that is given back at once", () => {
    const taking = new Taking().follow([daily]);
    const old = taking.of();
    const place = cellOf(old).place;
    cellOf(old).addEvents(AT, 5, 0);
    taking.follow([objective({ window: rolling(1), indicator: indicators.good })]);
    expect([taking.of() === old, cellOf(taking.of()).place === place]).toEqual([false, true]);
    expect(countsOf(cellOf(taking.of())).total).toBe(0);
  });

  it("remember the last changes of their definition, and no others", () => {
    const later = instant(AT + HOUR_MS);
    const stricter = { ...daily, target: ratio(0.9999) };
    const taking = new Taking().follow([daily]);
    expect(taking.of().changes).toEqual([]);
    taking.follow([{ ...daily, owner: "other" }], later).follow([stricter], later);
    const first = { at: later, says: "target 99.9% → 99.99%" };
    expect(taking.of().changes).toEqual([first]);
    taking.follow([{ ...stricter, indicator: indicators.good }], instant(later + 1));
    expect(taking.of().changes).toEqual([first, { at: instant(later + 1), says: "what is measured" }]);
    for (let turn = 0; turn < 20; turn++)
      taking.follow([{ ...daily, target: ratio(0.9 + turn / 1000) }], instant(later + 2 + turn));
    expect(taking.of().changes.map(({ at }) => at - later)).toEqual(Array.from({ length: 20 }, (_, i) => 2 + i));
  });

  it("give their room back where they are followed no more", () => {
    const taking = new Taking().follow([daily, objective({ slo: "gone", window: rolling(1) })]);
    const cell = cellOf(taking.of("gone"));
    taking.follow([daily]);
    expect([cell.isGivenBack, [...taking.tracked.keys()]]).toEqual([true, ["checkout/availability"]]);
  });

  it("have the room of what is followed no more", () => {
    const taking = new Taking().follow([daily]);
    const { place } = cellOf(taking.of());
    taking.follow([objective({ slo: "next", window: rolling(1) })]);
    expect(cellOf(taking.of("next")).place).toBe(place);
  });

  it("are at fault alone where one cannot be taken up, and nothing of it stays", () => {
    const taking = new Taking().follow([daily, objective({ slo: "other", window: rolling(1) })]);
    const cell = cellOf(taking.of());
    const broken: Objective = { ...daily, indicator: undefined as never };
    taking.follow([broken, objective({ slo: "other", window: rolling(1) })]);
    expect([...taking.tracked.keys()]).toEqual(["checkout/other"]);
    expect([cell.isGivenBack, [...taking.faults.errors.keys()]]).toEqual([true, ["checkout/availability"]]);
    const other = cellOf(taking.of("other"));
    taking.follow([objective({ slo: "other", window: undefined as never })]);
    expect([other.isGivenBack, taking.tracked.size]).toEqual([true, 0]);
    // The next set of objectives is a new chance.
    expect(taking.follow([daily]).faults.errors.size).toBe(0);
  });

  it("are taken up two at a time, and released as many", () => {
    const many = (count: number): readonly Objective[] =>
      Array.from({ length: count }, (_, i) => objective({ slo: `${i}`, window: rolling(1) }));
    const following = (count: number): Taking => new Taking().follow(many(count));
    expect([1, 2, 5].map((count) => following(count).pauses)).toEqual([0, 1, 2]);
    expect(following(1).follow([]).pauses).toBe(0);
    expect(following(5).follow([]).pauses).toBeGreaterThanOrEqual(2);
  });
});

describe("objectives whose answers are late", () => {
  /** Read up to the start, and asked again so long after it. */
  function late(minutes: number, of: Objective = daily, read = (tracked: TrackedObjective) => tracked.feeds) {
    const taking = new Taking().follow([of], instant(START_MS));
    const tracked = taking.of();
    tracked.awaitsPast = false;
    const past = new Past(STEP_MS, true);
    for (const feed of tracked.feeds) feed.cover(START_MS + minutes * MINUTE_MS);
    for (const feed of read(tracked)) feed.reopen(START_MS);
    const cell = cellOf(tracked);
    cell.observe(START_MS, 0, START_MS);
    const work = reopenLate([tracked], instant(START_MS + minutes * MINUTE_MS), past, taking.faults);
    let next = work.next();
    while (next.done !== true) next = work.next();
    const holes = unpaused(past.keepHoles()).map(({ fromMs, toMs, channels }) => [
      fromMs - START_MS,
      toMs - START_MS,
      channels,
    ]);
    return { tracked, late: next.value, holes, observedToMs: cell.observedToMs };
  }

  it("are asked on where that is an hour at most", () => {
    const { tracked, late: ended, holes } = late(60);
    expect([ended.size, holes, feedOf(tracked, "bad").liveFromMs]).toEqual([0, [], START_MS]);
  });

  it("leave a longer gap to history, and their chains end: what comes is read anew", () => {
    const { tracked, late: ended, holes, observedToMs } = late(61);
    const seam = 55 * MINUTE_MS;
    expect(holes).toEqual([[0, seam, { total: true, counted: true }]]);
    for (const { liveFromMs, coveredToMs } of tracked.feeds)
      expect([liveFromMs, coveredToMs]).toEqual([START_MS + seam, undefined]);
    expect([ended, tracked.lostHistory]).toEqual([new Set(tracked.feeds), false]);
    expect(observedToMs).toBeUndefined();
  });

  it("leave to history what the one of them missed that was read least", () => {
    const { holes } = late(70, daily, (one) => {
      feedOf(one, "bad").reopen(START_MS + 5 * MINUTE_MS);
      return [feedOf(one, "total")];
    });
    expect(holes).toEqual([[0, 65 * MINUTE_MS, { total: true, counted: true }]]);
  });

  it("are observed on where their total was read, and lack one count alone", () => {
    const { tracked, holes, observedToMs } = late(61, daily, (one) => [feedOf(one, "bad")]);
    expect(observedToMs).toBe(START_MS);
    expect(holes).toEqual([[0, 55 * MINUTE_MS, { total: false, counted: true }]]);
    expect([tracked.lostHistory, feedOf(tracked, "total").liveFromMs]).toEqual([false, START_MS - 5 * MINUTE_MS]);
  });

  it("have lost events where one of several feeds of a count was read, for those cannot be told apart", () => {
    const lists = objective({ indicator: indicators.lists, window: rolling(1) });
    const { tracked, holes } = late(61, lists, (one) =>
      one.feeds.filter(({ feed }) => feed.role === "total").slice(0, 1),
    );
    expect([tracked.lostHistory, holes, tracked.pastAsRates]).toEqual([true, [], false]);
  });

  it("end no chain where their history comes as rates, whose part begins at the last five minutes", () => {
    const rates = objective({ indicator: indicators.promql, window: rolling(1) });
    const { tracked, late: ended } = late(63, rates);
    expect([ended.size, feedOf(tracked, "total rate").liveFromMs]).toEqual([0, START_MS + HOUR_MS]);
  });

  it("are looked at some at a time, and what one throws is its own fault", () => {
    const taking = new Taking().follow([daily]);
    const tracked = taking.of();
    const many = (count: number) => Array.from({ length: count }, () => tracked);
    const pauses = (count: number) => [...reopenLate(many(count), AT, taking.past, taking.faults)].length;
    expect([pauses(49), pauses(50), pauses(125)]).toEqual([0, 1, 2]);
    Object.defineProperty(tracked, "countsRates", {
      get: () => {
        throw new Error("planted");
      },
    });
    for (const _ of reopenLate([tracked], instant(AT + 2 * HOUR_MS), taking.past, taking.faults));
    expect([...taking.faults.errors.keys()]).toEqual(["checkout/availability"]);
  });
});
