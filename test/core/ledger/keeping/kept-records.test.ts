import { describe, expect, it } from "vitest";
import { unpaused } from "../../../../src/core/ledger/following/unpaused.ts";
import { keepLedger } from "../../../../src/core/ledger/keeping/keep.ts";
import { KEPT_FORMAT, type KeptObjective, type KeptRecord } from "../../../../src/core/ledger/keeping/kept.ts";
import { NotResumable, Resuming } from "../../../../src/core/ledger/keeping/resume.ts";
import { CellStore } from "../../../../src/core/ledger/counting/cell-store.ts";
import { TrackedObjective } from "../../../../src/core/ledger/following/tracked-objective.ts";
import { Past } from "../../../../src/core/ledger/past/past.ts";
import { ChainReader } from "../../../../src/core/ledger/reading/chain-reader.ts";
import type { SeriesRoute } from "../../../../src/core/ledger/reading/series-table.ts";
import type { Family } from "../../../../src/core/ledger/reading/family.ts";
import type { Objective } from "../../../../src/core/objective/objective.ts";
import { instant } from "../../../../src/core/units/instant.ts";
import { days } from "../../../../src/core/units/seconds.ts";
import { indicators, objective } from "../../../fixtures/objectives.ts";
import { START_MS, STEP_MS } from "../driven-ledger.ts";
import { cellOf, feedOf } from "../track.ts";

const AT_MS = START_MS + 3_600_000;
const day = { kind: "rolling", length: days(1) } as const;
const grouped = objective({ slo: "grouped", by: ["pod"], window: day });

/** The parts of a ledger that is kept, or that goes on with what was kept. */
class Parts {
  readonly store = new CellStore(STEP_MS);
  readonly chains = new ChainReader();
  readonly past: Past;
  readonly stepMs = STEP_MS;
  readonly replicaLabels = ["replica"];

  constructor(readsRaw = true) {
    this.past = new Past(STEP_MS, readsRaw);
  }

  track(followed: Objective): TrackedObjective {
    const { store, stepMs, replicaLabels } = this;
    return new TrackedObjective(followed, { store, stepMs, replicaLabels, liveFromMs: START_MS, atMs: START_MS });
  }

  keep(tracked: readonly TrackedObjective[], sweptMs = Number.NEGATIVE_INFINITY): readonly KeptRecord[] {
    const { store, chains, past, stepMs, replicaLabels } = this;
    store.advance(AT_MS);
    const faults = new Map();
    const kept = unpaused(keepLedger({ store, chains, stepMs, replicaLabels, sweptMs, tracked, past, faults }));
    const records = structuredClone([...kept.records]);
    kept.release();
    return records;
  }

  resume(records: readonly KeptRecord[]): Resuming {
    const resuming = new Resuming(this, this.chains, instant(AT_MS));
    for (const record of records) resuming.take(record);
    return resuming;
  }

  /** A chain of a pod, whose increments go to an objective. */
  chain(pod: string, routes: readonly SeriesRoute[], families: readonly Family[] = [], target?: number): void {
    const key = `pod\u0000${pod}\u0000`;
    this.chains.loadChain(
      { key, lastMs: START_MS, lastValue: 7, oddMs: 0, target, metric: target, routes, head: undefined },
      families,
    );
  }
}

const objectivesOf = (records: readonly KeptRecord[]): readonly KeptObjective[] =>
  records.filter((record) => record.kind === "objective");
const chainsOf = (records: readonly KeptRecord[]) =>
  records.flatMap((record) => (record.kind === "chains" ? record.chains : []));
const routeTo = (tracked: TrackedObjective): SeriesRoute => ({
  feed: feedOf(tracked, "bad"),
  cell: cellOf(tracked),
  bound: undefined,
});

describe("what is kept of a ledger", () => {
  it("begins with what holds for all of it", () => {
    const parts = new Parts();
    const [never] = parts.keep([]);
    expect(never).toEqual({
      kind: "head",
      format: KEPT_FORMAT,
      stepMs: STEP_MS,
      replicaLabels: ["replica"],
      advancedMs: AT_MS,
      sweptMs: undefined,
    });
    const [swept] = parts.keep([], START_MS);
    expect(swept).toMatchObject({ sweptMs: START_MS });
    expect([parts.resume([never ?? expect.fail()]).sweptMs, parts.resume([swept ?? expect.fail()]).sweptMs]).toEqual([
      undefined,
      START_MS,
    ]);
  });

  it("goes on with one objective after the other, and with families and chains in pieces of 250", () => {
    const parts = new Parts();
    const families = Array.from({ length: 251 }, (_, i) => ({
      key: `${i}`,
      newestMs: START_MS,
      gap: undefined,
      resets: [],
    }));
    const loaded = parts.chains.loadFamilies(families);
    for (let i = 0; i < 500; i++) parts.chain(`${i}`, [], loaded, i % 251);
    const records = parts.keep([parts.track(objective()), parts.track(grouped)]);
    expect(records.map(({ kind }) => kind)).toEqual([
      "head",
      "objective",
      "objective",
      "families",
      "families",
      "chains",
      "chains",
    ]);
    expect(records.flatMap((one) => (one.kind === "families" ? [one.families.length] : []))).toEqual([250, 1]);
    expect(records.flatMap((one) => (one.kind === "chains" ? [one.chains.length] : []))).toEqual([250, 250]);
    const next = new Parts();
    next.resume(records);
    expect(next.keep([]).slice(1)).toEqual(records.filter(({ kind }) => kind === "families" || kind === "chains"));
  });

  it("is what was counted of each objective and of each group, and what is known of it", () => {
    const parts = new Parts();
    const tracked = parts.track(grouped);
    for (const [pod, events] of [
      ["a", 3],
      ["b", 5],
    ] as const)
      tracked.cellFor({ pod }, START_MS)?.addEvents(START_MS + STEP_MS, events, 1);
    for (const feed of tracked.feeds) feed.cover(START_MS + STEP_MS);
    tracked.excluded.tell({ fromMs: START_MS, toMs: START_MS + 1000 }, true);
    const changes = [{ at: AT_MS, says: "target 99% → 99.9%" }];
    Object.assign(tracked, {
      changes,
      lostHistory: true,
      historyRemark: "not a counter?",
      pastAsRates: true,
      whyRates: "it has no remote read",
      awaitsPast: false,
      approximateUntilMs: START_MS - 1000,
    });
    const records = parts.keep([tracked]);
    const resumed = new Parts().resume(records).tracked.get("checkout/grouped");
    expect(resumed).toMatchObject({
      objective: grouped,
      changes,
      hourRows: tracked.hourRows,
      lostHistory: true,
      historyRemark: "not a counter?",
      pastAsRates: true,
      whyRates: "it has no remote read",
      awaitsPast: false,
      approximateUntilMs: START_MS - 1000,
    });
    expect(resumed?.feeds.map((feed) => feed.keep())).toEqual(tracked.feeds.map((feed) => feed.keep()));
    expect(resumed?.excluded.keep()).toEqual(tracked.excluded.keep());
    const total = (pod: string): number | undefined => {
      const place = resumed?.findCell({ pod })?.place;
      return place?.bank.between(place.index, START_MS, AT_MS).total;
    };
    expect([total("a"), total("b"), total("c")]).toEqual([3, 5, undefined]);
  });

  it("says nothing of history that was never read, or of why there are no rates", () => {
    const parts = new Parts();
    const records = parts.keep([parts.track(objective({ window: day }))]);
    expect(objectivesOf(records)[0]).toMatchObject({
      number: 0,
      approximateUntilMs: undefined,
      lostHistory: false,
      pastAsRates: false,
      awaitsPast: false,
      holes: [],
    });
    const resumed = new Parts().resume(records).tracked.get("checkout/availability");
    expect(resumed?.changes).toEqual([]);
    expect([resumed?.approximateUntilMs, resumed?.lostHistory, resumed?.pastAsRates]).toEqual([
      Number.NEGATIVE_INFINITY,
      false,
      false,
    ]);
  });
});

describe("history that was wanted when a ledger was kept", () => {
  const hole = { fromMs: START_MS - 3_600_000, toMs: START_MS };
  const both = { total: true, counted: true };

  it("is wanted of each objective by itself", () => {
    const parts = new Parts();
    const [one, other] = [parts.track(objective({ window: day })), parts.track(grouped)];
    parts.past.add(one, hole, { total: false, counted: true }, AT_MS);
    const records = parts.keep([one, other]);
    expect(objectivesOf(records).map(({ awaitsPast, holes }) => [awaitsPast, holes])).toEqual([
      [true, [{ ...hole, channels: { total: false, counted: true } }]],
      [false, []],
    ]);
    const next = new Parts();
    const { tracked } = next.resume(records);
    expect(
      unpaused(next.past.keepHoles()).map(
        ({
          tracked: {
            objective: { slo },
          },
          fromMs,
          toMs,
        }) => [slo, fromMs, toMs],
      ),
    ).toEqual([["availability", hole.fromMs, hole.toMs]]);
    expect([...tracked.values()].map(({ awaitsPast }) => awaitsPast)).toEqual([true, false]);
  });

  it("comes as rates where the next ledger reads no raw samples, and no chain is joined to it", () => {
    const parts = new Parts();
    const tracked = parts.track(objective({ window: day }));
    parts.past.add(tracked, hole, both, AT_MS);
    const records = parts.keep([tracked]);
    const resumed = new Parts(false).resume(records).tracked.get("checkout/availability");
    expect([resumed?.pastAsRates, resumed?.awaitsPast]).toEqual([true, false]);
    // One that had its history as rates before may still wait for what was asked of raw samples.
    const asRates = records.map((one) => (one.kind === "objective" ? { ...one, pastAsRates: true } : one));
    expect(new Parts(false).resume(asRates).tracked.get("checkout/availability")?.awaitsPast).toBe(true);
  });
});

describe("chains that are kept", () => {
  it("lead to the same feed and cell of the next ledger, by their numbers", () => {
    const parts = new Parts();
    const [first, second] = [parts.track(objective()), parts.track(grouped)];
    const cells = ["a", "b"].map((pod) => second.cellFor({ pod }, START_MS));
    const toGroup = { feed: feedOf(second, "bad"), cell: cells[1] ?? expect.fail(), bound: 0.3 };
    parts.chain("a", [routeTo(first), toGroup]);
    const records = parts.keep([first, second]);
    expect(chainsOf(records).map(({ routes }) => routes)).toEqual([
      [
        { objective: 0, feed: 1, cell: 0, bound: undefined },
        { objective: 1, feed: 1, cell: 1, bound: 0.3 },
      ],
    ]);
    const next = new Parts();
    const { tracked } = next.resume(records);
    const [{ routes } = expect.fail()] = [...unpaused(next.chains.keepChains())];
    const grouping = tracked.get("checkout/grouped") ?? expect.fail();
    expect(routes.map(({ cell, bound }) => [cell.by, bound])).toEqual([
      [{}, undefined],
      [{ pod: "b" }, 0.3],
    ]);
    expect(routes[1]?.feed).toBe(feedOf(grouping, "bad"));
    expect(routes[1]?.cell).toBe(grouping.findCell({ pod: "b" }));
  });

  it("do not lead to what is followed no more, or has no number", () => {
    const parts = new Parts();
    const [gone, kept] = [parts.track(objective({ slo: "gone" })), parts.track(objective())];
    const [strange] = new Parts().track(objective()).cells;
    parts.chain("a", [routeTo(gone), routeTo(kept), { ...routeTo(kept), cell: strange ?? expect.fail() }]);
    const records = parts.keep([kept]);
    expect(chainsOf(records)[0]?.routes).toEqual([{ objective: 0, feed: 1, cell: 0, bound: undefined }]);
    const broken = records.map((one) =>
      one.kind === "chains"
        ? {
            ...one,
            chains: one.chains.map((chain) => ({
              ...chain,
              routes: [
                { objective: 9, feed: 1, cell: 0, bound: undefined },
                { objective: 0, feed: 9, cell: 0, bound: undefined },
                { objective: 0, feed: 1, cell: 9, bound: undefined },
              ],
            })),
          }
        : one,
    );
    const next = new Parts();
    next.resume(broken);
    expect([...unpaused(next.chains.keepChains())].map(({ routes }) => routes)).toEqual([[]]);
  });
});

describe("what was kept", () => {
  it("is of no use for an objective that this version reads in another way: it begins anew", () => {
    const parts = new Parts();
    const records = parts.keep([parts.track(objective()), parts.track(grouped)]);
    const changed = (change: (feeds: KeptObjective["feeds"]) => KeptObjective["feeds"]) =>
      records.map((one) => (one.kind === "objective" && one.number === 0 ? { ...one, feeds: change(one.feeds) } : one));
    const followed = (of: readonly KeptRecord[]) => [...new Parts().resume(of).tracked.keys()];
    expect(followed(records)).toEqual(["checkout/availability", "checkout/grouped"]);
    expect(followed(changed((feeds) => feeds.slice(1)))).toEqual(["checkout/grouped"]);
    expect(followed(changed((feeds) => [...feeds, ...feeds.slice(1)]))).toEqual(["checkout/grouped"]);
    const otherText = (feeds: KeptObjective["feeds"]) =>
      feeds.map((feed, i) => (i === 1 ? { ...feed, text: "other" } : feed));
    expect(followed(changed(otherText))).toEqual(["checkout/grouped"]);
  });

  it("gives back the room of what begins anew", () => {
    const parts = new Parts();
    const [head, first] = parts.keep([parts.track(objective())]);
    if (head === undefined || first?.kind !== "objective") throw new Error("one objective is kept");
    const next = new Parts();
    const free = (): unknown => {
      const place = next.store.take(first.hourRows, AT_MS);
      next.store.giveBack(first.hourRows, place);
      return place.index;
    };
    const before = free();
    next.resume([head, { ...first, feeds: [] }]);
    expect(free()).toBe(before);
  });

  it("has its labels of replicas, its step and its form in what refuses it", () => {
    const [head] = new Parts().keep([]);
    if (head?.kind !== "head") throw new Error("a ledger begins with its head");
    const taking = (change: object) => () => new Parts().resume([{ ...head, ...change }]);
    expect(taking({})).not.toThrow();
    expect(taking({ format: 7 })).toThrow(
      new NotResumable(`it was kept in form 7 by another version, and this one knows ${KEPT_FORMAT}`),
    );
    expect(taking({ stepMs: 15_000 })).toThrow("it was kept with a step of 15 s, and now it is 30 s");
    expect(taking({ replicaLabels: [] })).toThrow("it was kept with other labels of replicas");
    expect(new NotResumable("why").name).toBe("NotResumable");
  });

  it("has its head first", () => {
    const parts = new Parts();
    const [, first] = parts.keep([parts.track(objective({ indicator: indicators.good }))]);
    expect(() => new Parts().resume([first ?? expect.fail()])).toThrow("a ledger has no beginning");
    expect(() => new Parts().resume([{ kind: "chains", chains: [] }])).toThrow(RangeError);
  });
});
