import { describe, expect, it } from "vitest";
import { familyOf, targetOf } from "../../../../src/core/ledger/reading/series-keys.ts";
import { unpaused } from "../../../../src/core/ledger/following/unpaused.ts";
import { type SeriesRoute, SeriesTable } from "../../../../src/core/ledger/reading/series-table.ts";
import { requests, START_MS } from "../driven-ledger.ts";
import { cellOf, feedOf, track } from "../track.ts";

const MINUTE_MS = 60_000;

function newRoute(): SeriesRoute {
  const tracked = track();
  return { feed: feedOf(tracked, "total"), cell: cellOf(tracked), bound: undefined };
}

describe("a table of series", () => {
  it("finds each of a thousand by its labels, and says where its chain stands", () => {
    const table = new SeriesTable();
    const labels = Array.from({ length: 1000 }, (_, i) => requests("200", `pod-${i}`));
    const indexes = labels.map((one, i) => table.add({ labels: one }, START_MS + i, i));
    expect(new Set(indexes).size).toBe(1000);
    labels.forEach((one, i) => {
      const index = table.find({ labels: { ...one } }) ?? Number.NaN;
      expect([index, table.lastMs(index), table.lastValue(index)]).toEqual([indexes[i], START_MS + i, i]);
    });
    expect(table.find({ labels: requests("500") })).toBeUndefined();
    table.moveTo(indexes[3] ?? 0, START_MS + 7000, 42);
    expect([table.lastMs(indexes[3] ?? 0), table.lastValue(indexes[3] ?? 0)]).toEqual([START_MS + 7000, 42]);
  });

  it("finds no series whose chain has not begun, and forgets it when it is given up", () => {
    const table = new SeriesTable();
    const [kept, gone] = [
      table.enter({ labels: requests("200", "kept") }),
      table.enter({ labels: requests("200", "gone") }),
    ];
    expect([table.find({ labels: requests("200", "kept") }), table.hasBegun(kept)]).toEqual([undefined, false]);
    expect(table.lastSeen(kept, START_MS)).toEqual({ targetMs: undefined, metricMs: undefined, gapMs: 0 });
    expect(table.enter({ labels: requests("200", "kept") })).toBe(kept);
    table.moveTo(kept, START_MS, 3);
    for (const index of [kept, gone, gone]) table.giveUp(index);
    expect([table.find({ labels: requests("200", "kept") }), table.lastValue(kept)]).toEqual([kept, 3]);
    expect(table.add({ labels: requests("200", "next") }, START_MS, 1)).toBe(gone);
    expect(table.add({ labels: requests("200", "another") }, START_MS, 1)).not.toBe(gone);
  });

  it("gives the room of a series that it forgets to the next", () => {
    const table = new SeriesTable();
    const [old, fresh] = [requests("200", "old"), requests("200", "fresh")];
    const index = table.add({ labels: old }, START_MS, 1);
    table.setRoutes(index, 4, [newRoute()]);
    const kept = table.add({ labels: fresh }, START_MS + 10, 1);
    unpaused(table.sweep(START_MS + 1));
    expect([table.find({ labels: old }), table.find({ labels: fresh })]).toEqual([undefined, kept]);
    const again = table.enter({ labels: old });
    expect(table.lastSeen(again, START_MS)).toEqual({ targetMs: undefined, metricMs: undefined, gapMs: 0 });
    table.giveUp(again);
    expect(table.lastSeen(table.enter({ labels: fresh }), START_MS)).toEqual({
      targetMs: START_MS + 10,
      metricMs: START_MS + 10,
      gapMs: 0,
    });
    expect(table.add({ labels: requests("200", "next") }, START_MS + 20, 5)).toBe(index);
    expect([table.routes(index, 4), table.lastRoutes(index)]).toEqual([undefined, []]);
    unpaused(table.sweep(START_MS + 10));
    expect(table.find({ labels: fresh })).toBe(kept);
  });

  it("forgets the series whose routes are such, and leaves the others", () => {
    const table = new SeriesTable();
    const [a, b] = [
      table.add({ labels: requests("200", "a") }, START_MS, 1),
      table.add({ labels: requests("200", "b") }, START_MS, 1),
    ];
    table.setRoutes(a, 1, [newRoute()]);
    table.forget((routes) => routes.length === 1);
    expect([table.find({ labels: requests("200", "a") }), table.find({ labels: requests("200", "b") })]).toEqual([
      undefined,
      b,
    ]);
  });

  it("knows routes while the objectives are those that they were made for, and later those of cells in use", () => {
    const table = new SeriesTable();
    const index = table.add({ labels: requests("200") }, START_MS, 1);
    expect([table.routes(index, 0), table.lastRoutes(index)]).toEqual([undefined, []]);
    const [kept, gone] = [newRoute(), newRoute()];
    table.setRoutes(index, 2, [kept, gone]);
    gone.cell.isGivenBack = true;
    expect(table.routes(index, 2)).toEqual([kept, gone]);
    expect(table.routes(index, 3)).toBeUndefined();
    expect(table.lastRoutes(index)).toEqual([kept]);
  });
});

describe("what a table knows of a target", () => {
  const other = { ...requests("200"), __name__: "grpc_server_handled_total" };

  it("is when any of its series was seen last, and when any of the metric's", () => {
    const table = new SeriesTable();
    const index = table.add({ labels: requests("200") }, START_MS, 1);
    table.add({ labels: other }, START_MS + 5000, 1);
    expect(table.lastSeen(table.enter({ labels: requests("500") }), START_MS)).toEqual({
      targetMs: START_MS + 5000,
      metricMs: START_MS,
      gapMs: 0,
    });
    table.moveTo(index, START_MS + 9000, 2);
    expect(table.lastSeen(table.enter({ labels: other }), START_MS)).toMatchObject({
      targetMs: START_MS + 9000,
      metricMs: START_MS + 5000,
    });
    expect(table.lastSeen(table.enter({ labels: requests("200", "b") }), START_MS)).toMatchObject({
      targetMs: undefined,
      metricMs: undefined,
    });
  });

  it("is how long it was silent just before a sample, where that is more than five minutes", () => {
    const table = new SeriesTable();
    const index = table.add({ labels: requests("200") }, START_MS, 1);
    const atMs = START_MS + 5 * MINUTE_MS;
    table.moveTo(index, atMs, 2);
    expect(table.lastSeen(table.enter({ labels: requests("500") }), atMs).gapMs).toBe(0);
    const backMs = atMs + 5 * MINUTE_MS + 1;
    table.moveTo(index, backMs, 3);
    expect(table.lastSeen(table.enter({ labels: requests("500") }), backMs).gapMs).toBe(5 * MINUTE_MS + 1);
    expect(table.lastSeen(table.enter({ labels: requests("500") }), backMs + 1).gapMs).toBe(0);
  });

  it("is between which samples its counters began anew, as far as its last 64 restarts", () => {
    const table = new SeriesTable();
    const index = table.add({ labels: requests("200") }, START_MS, 1);
    const sibling = table.add({ labels: other }, START_MS, 1);
    const stranger = table.add({ labels: requests("200", "b") }, START_MS, 1);
    expect(table.hasReset(index, 0, 1e15)).toBe(false);
    table.noteReset(index, 1000, 2000);
    for (const [fromMs, toMs, expected] of [
      [1000, 2000, true],
      [900, 2100, true],
      [1001, 2000, false],
      [1000, 1999, false],
    ] as const)
      expect([fromMs, toMs, table.hasReset(sibling, fromMs, toMs)]).toEqual([fromMs, toMs, expected]);
    expect(table.hasReset(stranger, 0, 1e15)).toBe(false);
    for (let i = 0; i < 63; i++) table.noteReset(index, 10_000 + i, 10_001 + i);
    expect(table.hasReset(index, 1000, 2000)).toBe(true);
    table.noteReset(index, 20_000, 20_001);
    expect([table.hasReset(index, 1000, 2000), table.hasReset(index, 20_000, 20_001)]).toEqual([false, true]);
  });

  it("is told odd twice where two samples in a row are no numbers, and none between them is one", () => {
    const table = new SeriesTable();
    const index = table.add({ labels: requests("200") }, START_MS, 1);
    expect(table.isOddAgain(index, START_MS + 1)).toBe(false);
    expect(table.isOddAgain(index, START_MS + 1)).toBe(false);
    expect(table.isOddAgain(index, START_MS + 2)).toBe(true);
    table.moveTo(index, START_MS + 3, 2);
    expect(table.isOddAgain(index, START_MS + 4)).toBe(false);
  });
});

describe("a table that goes on with what another one kept", () => {
  it("knows each chain, its target and its metric, and makes its routes anew", () => {
    const table = new SeriesTable();
    const labels = Array.from({ length: 300 }, (_, i) => requests(i % 2 === 0 ? "200" : "500", `pod-${i >> 1}`));
    labels.forEach((one, i) => table.add({ labels: one }, START_MS + i, i));
    table.noteReset(4, START_MS, START_MS + 9);
    table.isOddAgain(5, START_MS + 900);
    table.setRoutes(6, 1, [newRoute()]);
    const families = [...table.keepFamilies()];
    const chains = [...unpaused(table.keepChains())];
    const next = new SeriesTable();
    const loaded = next.loadFamilies(families);
    const indexes = chains.map((chain) => next.loadChain(chain, loaded));
    expect(indexes).toEqual(chains.map(({ index }) => index));
    expect([...next.keepFamilies()]).toEqual(families);
    expect([...unpaused(next.keepChains())]).toEqual(chains);
    expect(next.hasReset(5, START_MS, START_MS + 9)).toBe(true);
    expect(next.isOddAgain(5, START_MS + 901)).toBe(true);
    expect([next.routes(6, 1), next.lastRoutes(6)]).toEqual([undefined, table.lastRoutes(6)]);
    const newest = next.lastSeen(next.enter({ labels: labels[299] ?? {} }), START_MS);
    expect(newest).toEqual({ targetMs: START_MS + 299, metricMs: START_MS + 299, gapMs: 0 });
  });
});

describe("the keys of families", () => {
  it("tell targets by what their scrape says, and metrics by name", () => {
    const labels = { ...requests("200"), namespace: "shop", container: "app" };
    for (const label of ["job", "instance", "namespace", "pod", "container"])
      expect(targetOf({ ...labels, [label]: "other" })).not.toBe(targetOf(labels));
    expect(targetOf({ ...labels, code: "500" })).toBe(targetOf(labels));
    expect(targetOf({ job: "ab" })).not.toBe(targetOf({ job: "a", instance: "b" }));
    expect(familyOf({ ...labels, __name__: "other" })).not.toBe(familyOf(labels));
    expect(familyOf({ ...labels, code: "500" })).toBe(familyOf(labels));
  });
});
