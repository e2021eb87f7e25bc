import { describe, expect, it } from "vitest";
import { CellStore } from "../../../../src/core/ledger/counting/cell-store.ts";
import {
  definitionOf,
  replicasOfAll,
  type TrackedObjective,
} from "../../../../src/core/ledger/following/tracked-objective.ts";
import type { Objective } from "../../../../src/core/objective/objective.ts";
import { burnRate } from "../../../../src/core/units/burn-rate.ts";
import { instant } from "../../../../src/core/units/instant.ts";
import { ratio } from "../../../../src/core/units/ratio.ts";
import { days } from "../../../../src/core/units/seconds.ts";
import { counter, indicators, objective } from "../../../fixtures/objectives.ts";
import { requests, START_MS, STEP_MS } from "../driven-ledger.ts";
import { cellOf, feedOf, track } from "../track.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const rolling = (length: number) => ({ kind: "rolling", length: days(length) }) as const;
const byPod = objective({ by: ["pod"], window: rolling(1) });
const groupsOf = (tracked: TrackedObjective) => Array.from(tracked.cells, ({ by }) => by);

describe("an objective that is followed", () => {
  it("has the one cell at once where it has no groups, and none before a group is seen", () => {
    const one = track();
    expect(groupsOf(one)).toEqual([{}]);
    expect(one.findCell({})).toBe([...one.cells][0]);
    expect(one.cellFor({ pod: "a" }, START_MS)).toBe(one.findCell({}));
    const grouped = track(byPod);
    expect([groupsOf(grouped), grouped.findCell({ pod: "a" })]).toEqual([[], undefined]);
  });

  it("begins with nothing lost, nothing approximate and no history awaited", () => {
    const { lostHistory, pastAsRates, awaitsPast, approximateUntilMs, whyRates, historyRemark } = track();
    expect([lostHistory, pastAsRates, awaitsPast, approximateUntilMs, whyRates, historyRemark]).toEqual([
      false,
      false,
      false,
      Number.NEGATIVE_INFINITY,
      undefined,
      undefined,
    ]);
  });

  it("has a cell for each group, the same whenever its labels are seen again", () => {
    const tracked = track(byPod);
    const cell = tracked.cellFor({ pod: "a", code: "200" }, START_MS + 5);
    expect([cell?.by, cell?.wantedMs]).toEqual([{ pod: "a" }, START_MS + 5]);
    expect(tracked.cellFor({ pod: "a" }, START_MS + 9)).toBe(cell);
    expect(tracked.findCell({ pod: "a" })).toBe(cell);
    tracked.cellFor({ pod: "b" }, START_MS);
    expect(groupsOf(tracked)).toEqual([{ pod: "a" }, { pod: "b" }]);
  });

  it("tells apart groups of several labels, and takes a label that is missing for an empty one", () => {
    const tracked = track(objective({ by: ["pod", "code"] }));
    const cells = [{ pod: "a", code: "b" }, { pod: "ab", code: "" }, { pod: "ab" }, {}].map((labels) =>
      tracked.cellFor(labels, START_MS),
    );
    expect(cells[1]).toBe(cells[2]);
    expect(groupsOf(tracked)).toEqual([
      { pod: "a", code: "b" },
      { pod: "ab", code: "" },
      { pod: "", code: "" },
    ]);
  });

  it("finds the group of a raw series by the names that the data have for its labels", () => {
    const tracked = track(objective({ by: ["team", "pod"], byInData: { team: "owner" } }));
    expect(tracked.cellOfSeries(requests("200", "a", { owner: "shop", team: "no" }), START_MS)?.by).toEqual({
      team: "shop",
      pod: "a",
    });
  });

  it("stands for groups that are not there yet by one cell, which is no group", () => {
    const tracked = track(byPod);
    const absent = tracked.absentCell(START_MS + 7);
    expect([absent.by, absent.wantedMs]).toEqual([{}, START_MS + 7]);
    expect(tracked.absentCell(START_MS + 8)).toBe(absent);
    expect(groupsOf(tracked)).toEqual([]);
  });

  it.each([
    { what: "bad events", indicator: indicators.bad, facts: { countedAs: "bad" } },
    { what: "good events", indicator: indicators.good, facts: { countedAs: "good" } },
    { what: "a probe", indicator: indicators.probe, facts: { countedAs: "bad" } },
    { what: "buckets", indicator: indicators.classic, facts: { countedAs: "good", hasLatency: true, goodUpTo: 0.3 } },
    {
      what: "buckets in milliseconds",
      indicator: { ...indicators.classic, unit: "milliseconds" as const },
      facts: { countedAs: "good", hasLatency: true, goodUpTo: 300, secondsPerUnit: 0.001 },
    },
    {
      what: "a native histogram",
      indicator: indicators.native,
      facts: { countedAs: "bad", hasLatency: true, countsRates: true },
    },
    {
      what: "an author's queries",
      indicator: indicators.promql,
      facts: { countedAs: "bad", countsRates: true, hasCommonAge: true },
    },
  ])("knows what it counts, and how, where that is $what", ({ indicator, facts }) => {
    const { countedAs, hasLatency, goodUpTo, secondsPerUnit, countsRates, hasCommonAge } = track(
      objective({ indicator }),
    );
    expect({ countedAs, hasLatency, goodUpTo, secondsPerUnit, countsRates, hasCommonAge }).toEqual({
      hasLatency: false,
      goodUpTo: undefined,
      secondsPerUnit: 1,
      countsRates: false,
      hasCommonAge: false,
      ...facts,
    });
  });

  it("keeps the buckets of five minutes where it has a classic histogram, and of nothing else", () => {
    const [cell] = track(objective({ indicator: indicators.classic })).cells;
    for (let i = 1; i <= 20; i++) {
      cell?.latency?.advance(START_MS + i * STEP_MS);
      cell?.latency?.add(0.3, START_MS + i * STEP_MS, 1);
    }
    expect(cell?.latency?.since(START_MS + 10 * STEP_MS)).toEqual([{ bound: 0.3, count: 10 }]);
    expect([...track(objective({ indicator: indicators.native })).cells][0]?.latency).toBeUndefined();
  });
});

describe("what decides whether counts of before still mean the same", () => {
  const changes: readonly (readonly [string, Partial<Objective>])[] = [
    ["service", { service: "cart" }],
    ["slo", { slo: "other" }],
    ["source", { source: "other" }],
    ["indicator", { indicator: indicators.good }],
    ["by", { by: ["pod"] }],
    ["byInData", { byInData: { pod: "kube_pod" } }],
    ["condition", { exclusions: [{ kind: "condition", when: "up == 0", reason: undefined }] }],
  ];
  it.each(changes)("is the %s", (_, change) => {
    expect(definitionOf(objective(change))).not.toBe(definitionOf(objective()));
  });

  it("is neither the target, nor the window, nor a span that is excluded, nor a text", () => {
    const span = { kind: "span", from: instant(START_MS), to: instant(START_MS + 1), reason: "Drill" } as const;
    const changed = objective({
      target: ratio(0.9),
      window: rolling(7),
      owner: "cart",
      description: "other",
      exclusions: [span],
    });
    expect(definitionOf(changed)).toBe(definitionOf(objective()));
    expect(track(changed).definition).toBe(definitionOf(objective()));
  });
});

describe("an objective whose facts change", () => {
  it("keeps what was counted when its window grows, in rings that hold the longer one, and never shorter ones", () => {
    const store = new CellStore(STEP_MS);
    const tracked = track(byPod, store);
    const cell = tracked.cellFor({ pod: "a" }, START_MS);
    const absent = tracked.absentCell(START_MS);
    store.advance(START_MS + 2 * HOUR_MS);
    cell?.addEvents(START_MS + HOUR_MS, 10, 3);
    const [place, rows] = [cell?.place, tracked.hourRows];
    const nowMs = START_MS + 2 * HOUR_MS;
    tracked.revise({ ...byPod, target: ratio(0.5) }, nowMs);
    expect([tracked.objective.target, cell?.place, tracked.hourRows]).toEqual([0.5, place, rows]);
    // A day has 24 rows of an hour, a week 144 more.
    tracked.revise({ ...byPod, window: rolling(7) }, nowMs);
    expect(tracked.hourRows).toBe(rows + 6 * 24);
    expect(cell?.place.bank.between(cell.place.index, START_MS, nowMs)).toMatchObject({ total: 10, counted: 3 });
    expect(cell?.place.bank).toBe(absent.place.bank);
    expect(cell?.place.bank).not.toBe(place?.bank);
    const grown = cell?.place;
    tracked.revise(byPod, nowMs);
    expect([cell?.place, tracked.hourRows]).toEqual([grown, rows + 6 * 24]);
  });

  it("gives the shorter rings to the next", () => {
    const store = new CellStore(STEP_MS);
    const tracked = track(objective({ window: rolling(1) }), store);
    const [cell] = tracked.cells;
    const place = cell?.place;
    cell?.addEvents(START_MS, 10, 3);
    tracked.revise(objective({ window: rolling(7) }), START_MS);
    const [next] = track(objective({ slo: "next", window: rolling(1) }), store).cells;
    expect(next?.place).toBe(place);
    expect(next?.recentRate(START_MS)).toBe(0);
  });

  it("forgets which alert conditions hold where its alerts are others, and only there", () => {
    const tracked = track();
    const cell = cellOf(tracked);
    cell.held = new Set([1]);
    tracked.revise(objective({ target: ratio(0.9), alerts: objective().alerts }), START_MS);
    expect([...cell.held]).toEqual([1]);
    const { alerts } = objective();
    tracked.revise(
      objective({ alerts: { ...alerts, burn: alerts.burn.map((one) => ({ ...one, above: burnRate(2) })) } }),
      START_MS,
    );
    expect([...cell.held]).toEqual([]);
  });

  it("does not count what a span that is new excludes", () => {
    const tracked = track();
    const span = { kind: "span", from: instant(START_MS), to: instant(START_MS + HOUR_MS), reason: undefined } as const;
    expect(tracked.excluded.touches(START_MS, START_MS + HOUR_MS)).toBe(false);
    tracked.revise(objective({ exclusions: [span] }), START_MS);
    expect(tracked.excluded.touches(START_MS, START_MS + HOUR_MS)).toBe(true);
  });
});

describe("groups without a sample", () => {
  it("are forgotten after the longest window, to the moment, and their room is the next one's", () => {
    const store = new CellStore(STEP_MS);
    const tracked = track(byPod, store);
    const old = tracked.cellFor({ pod: "old" }, START_MS);
    const seen = tracked.cellFor({ pod: "seen" }, START_MS);
    seen?.noteSample(START_MS + 1);
    tracked.cellFor({ pod: "wanted" }, START_MS + 2);
    expect(tracked.sweep(START_MS + DAY_MS)).toBe(false);
    expect(tracked.sweep(START_MS + DAY_MS + 1)).toBe(true);
    expect(groupsOf(tracked)).toEqual([{ pod: "seen" }, { pod: "wanted" }]);
    expect([old?.isGivenBack, seen?.isGivenBack]).toEqual([true, false]);
    expect(tracked.cellFor({ pod: "next" }, START_MS + DAY_MS)?.place).toBe(old?.place);
    expect(tracked.sweep(START_MS + DAY_MS + 2)).toBe(true);
    expect(groupsOf(tracked)).toEqual([{ pod: "wanted" }, { pod: "next" }]);
  });

  it("stay as long as history that was read by ranges speaks of their time", () => {
    const tracked = track(byPod);
    tracked.cellFor({ pod: "a" }, START_MS);
    tracked.approximateUntilMs = START_MS + HOUR_MS;
    expect(tracked.sweep(START_MS + DAY_MS + HOUR_MS)).toBe(false);
    expect(tracked.sweep(START_MS + DAY_MS + HOUR_MS + 1)).toBe(true);
  });

  it("are none where an objective has no groups: its cell stays, and old exclusions go", () => {
    const tracked = track(objective({ window: rolling(1) }));
    tracked.excluded.tell({ fromMs: START_MS, toMs: START_MS + 1000 }, true);
    expect(tracked.sweep(START_MS + 3 * DAY_MS)).toBe(false);
    expect(groupsOf(tracked)).toEqual([{}]);
    expect(tracked.excluded.touches(START_MS, START_MS + 1000)).toBe(false);
  });
});

describe("the room of groups", () => {
  it("is a thousand of them", () => {
    const tracked = track(byPod);
    for (let i = 0; i < 1000; i++) tracked.cellFor({ pod: `${i}` }, START_MS);
    expect(tracked.refusedGroups).toBe(false);
    expect(tracked.cellFor({ pod: "one more" }, START_MS)).toBeUndefined();
    expect([tracked.refusedGroups, tracked.refusedValues, groupsOf(tracked).length]).toEqual([true, false, 1000]);
    expect(tracked.cellFor({ pod: "7" }, START_MS)?.by).toEqual({ pod: "7" });
  });

  it("is 1024 characters of a label, and no cut label is taken for another's", () => {
    const tracked = track(byPod);
    expect(tracked.cellFor({ pod: "x".repeat(1024) }, START_MS)).toBeDefined();
    expect(tracked.refusedValues).toBe(false);
    expect(tracked.cellFor({ pod: "x".repeat(1025) }, START_MS)).toBeUndefined();
    expect([tracked.refusedValues, tracked.refusedGroups]).toEqual([true, false]);
  });

  it("is 128,000 characters of all of them, and free again with those that are forgotten", () => {
    const tracked = track(byPod);
    // With two quotes and two brackets, each takes 1,000 characters.
    const pod = (i: number) => ({ pod: `${i}`.padEnd(996, "x") });
    for (let i = 0; i < 128; i++) tracked.cellFor(pod(i), START_MS + i);
    expect([groupsOf(tracked).length, tracked.refusedValues]).toEqual([128, false]);
    expect(tracked.cellFor({ pod: "" }, START_MS)).toBeUndefined();
    expect(tracked.refusedValues).toBe(true);
    tracked.sweep(START_MS + DAY_MS + 1);
    expect(tracked.cellFor(pod(200), START_MS + DAY_MS)).toBeDefined();
    expect(tracked.cellFor({ pod: "" }, START_MS + DAY_MS)).toBeUndefined();
  });
});

describe("an objective that is followed no more", () => {
  it("gives all its cells to the next, and has no group from then on", () => {
    const store = new CellStore(STEP_MS);
    const tracked = track(byPod, store);
    const [cell, absent] = [tracked.cellFor({ pod: "a" }, START_MS), tracked.absentCell(START_MS)];
    cell?.addEvents(START_MS, 10, 3);
    tracked.release();
    expect([cell?.isGivenBack, absent.isGivenBack, groupsOf(tracked)]).toEqual([true, true, []]);
    expect([tracked.cellFor({ pod: "a" }, START_MS), tracked.cellFor({ pod: "b" }, START_MS)]).toEqual([
      undefined,
      undefined,
    ]);
    const next = track(byPod, store);
    const places = ["a", "b"].map((pod) => next.cellFor({ pod }, START_MS)?.place);
    expect(places).toEqual([absent.place, cell?.place]);
    expect(next.findCell({ pod: "b" })?.recentRate(START_MS)).toBe(0);
  });
});

describe("the labels of replicas", () => {
  it("are those that no objective of an answer tells apart", () => {
    const [plain, grouped] = [track(), track(objective({ by: ["replica"] }))];
    const chosen = track(
      objective({ indicator: { ...indicators.bad, total: [counter("http_requests_total", { replica: "a" })] } }),
    );
    expect([plain.replicas, grouped.replicas, chosen.replicas]).toEqual([["replica"], [], []]);
    const total = (tracked: TrackedObjective) => feedOf(tracked, "total");
    expect(replicasOfAll([total(plain), total(track())])).toEqual(["replica"]);
    expect(replicasOfAll([total(plain), total(grouped)])).toEqual([]);
    expect(replicasOfAll([total(grouped), total(plain)])).toEqual([]);
    expect(replicasOfAll([])).toEqual([]);
  });

  it("are left out by the rates that Prometheus computes", () => {
    expect(feedOf(track(objective({ indicator: indicators.native })), "total rate").text).toContain(
      "without (replica)",
    );
  });
});
