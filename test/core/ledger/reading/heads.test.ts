import { describe, expect, it } from "vitest";
import { unpaused } from "../../../../src/core/ledger/following/unpaused.ts";
import type { TrackedObjective } from "../../../../src/core/ledger/following/tracked-objective.ts";
import type { BirthVerdict } from "../../../../src/core/ledger/reading/births.ts";
import { type Head, Heads, type Tail } from "../../../../src/core/ledger/reading/heads.ts";
import { type SeriesRoute, SeriesTable } from "../../../../src/core/ledger/reading/series-table.ts";
import { indicators, objective } from "../../../fixtures/objectives.ts";
import { requests, START_MS } from "../driven-ledger.ts";
import { cellOf, countsOf, feedOf, track } from "../track.ts";

const LABELS = requests("500");
const HEAD_MS = START_MS + 10_000;

/** An objective that awaits its history, and a chain of its bad events that begins with 50 after the start. */
class World {
  readonly table = new SeriesTable();
  readonly heads = new Heads();
  /** Labels, first and last time of what was told to have live samples. */
  readonly seen: (readonly [unknown, number, number])[] = [];
  readonly tracked: TrackedObjective;
  readonly route: SeriesRoute;
  readonly index: number;

  constructor(head: Partial<Head> = {}, tracked = track(), role: "bad" | "success" = "bad") {
    tracked.awaitsPast = true;
    this.tracked = tracked;
    this.route = { feed: feedOf(tracked, role), cell: cellOf(tracked), bound: undefined };
    const whole = { labels: LABELS, atMs: HEAD_MS, value: 50, counted: 0, ...head };
    this.index = this.table.add({ labels: LABELS }, whole.atMs, whole.value);
    this.table.setRoutes(this.index, 1, [this.route]);
    this.heads.note(this.index, whole, [this.route]);
  }

  join(tails: readonly Tail[], verdict: BirthVerdict = "baseline", oldestMs = START_MS - 3_600_000): number {
    unpaused(
      this.heads.join(this.table, tails, {
        objectives: new Set([this.tracked]),
        oldestMs,
        hasReset: () => false,
        see: (labels, fromMs, toMs) => this.seen.push([labels, fromMs, toMs]),
        verdict: () => verdict,
      }),
    );
    return countsOf(this.route.cell).counted;
  }
}
const unseen = (): void => {};
const tail = (value: number, atMs = START_MS - 5000, labels = LABELS): Tail => ({ labels, atMs, value });

describe("the beginning of a chain", () => {
  it("is kept while some objective that it counts for awaits its history", () => {
    const { heads, index } = new World();
    expect(unpaused(heads.keep()).get(index)).toEqual({ labels: LABELS, atMs: HEAD_MS, value: 50, counted: 0 });
    const settled = track();
    const route: SeriesRoute = { feed: feedOf(settled, "bad"), cell: cellOf(settled), bound: undefined };
    heads.note(7, { ...tail(1), counted: 0 }, [route]);
    heads.note(8, { ...tail(1), counted: 0 }, []);
    expect([unpaused(heads.keep()).get(7), unpaused(heads.keep()).get(8)]).toEqual([undefined, undefined]);
    heads.note(9, { ...tail(1), counted: 0 }, [route, new World().route]);
    expect(unpaused(heads.keep()).get(9)).toBeDefined();
  });

  it("is forgotten with what is old, to the moment, or with all", () => {
    const { heads, index } = new World();
    heads.load(3, { ...tail(1), counted: 0 }, []);
    expect(unpaused(heads.keep()).get(3)?.value).toBe(1);
    heads.forget(HEAD_MS);
    expect([unpaused(heads.keep()).get(3), unpaused(heads.keep()).get(index)?.value]).toEqual([undefined, 50]);
    heads.forget();
    expect(unpaused(heads.keep()).get(index)).toBeUndefined();
  });
});

describe("a chain that history knows more of", () => {
  it("counts what happened since history saw its series last", () => {
    expect(new World().join([tail(40)])).toBe(10);
    expect(new World().join([tail(50)])).toBe(0);
  });

  it("is no birth, whatever could be new", () => {
    expect(new World().join([tail(40)], "count")).toBe(10);
  });

  it("has begun anew where it shows less than history saw: all of it is new", () => {
    expect(new World().join([tail(51)])).toBe(50);
  });

  it("takes back what it had counted as new and is not", () => {
    expect(new World({ counted: 50 }).join([tail(45)])).toBe(5 - 50);
  });

  it("counts nothing twice where history saw its first sample too", () => {
    expect(new World().join([tail(40, HEAD_MS)])).toBe(0);
    expect(new World().join([tail(40, HEAD_MS - 1)])).toBe(10);
  });

  it("counts nothing that history tells: up to the live part", () => {
    const early = new World({ atMs: START_MS });
    expect(early.join([tail(40)])).toBe(0);
    const late = new World();
    late.route.feed.reopen(HEAD_MS);
    expect(late.join([tail(40)])).toBe(0);
  });

  it("counts for those alone whose history it is, and for counters alone", () => {
    const other = new World();
    unpaused(
      other.heads.join(other.table, [tail(40)], {
        objectives: new Set(),
        oldestMs: 0,
        hasReset: () => false,
        see: unseen,
        verdict: () => "count",
      }),
    );
    expect(countsOf(other.route.cell).counted).toBe(0);
    expect(unpaused(other.heads.keep()).get(other.index)).toBeDefined();
    const probe = new World({}, track(objective({ indicator: indicators.probe })), "success");
    expect(probe.join([tail(40)])).toBe(0);
  });

  it("is joined once", () => {
    const world = new World();
    world.join([tail(40)]);
    expect(unpaused(world.heads.keep()).get(world.index)).toBeUndefined();
    expect(world.join([tail(40)], "count")).toBe(10);
  });

  it("waits on while another objective of it awaits its history", () => {
    const world = new World();
    const [waiting, settled] = [track(objective({ slo: "waiting" })), track(objective({ slo: "settled" }))];
    waiting.awaitsPast = true;
    const routes = [waiting, settled].map((one): SeriesRoute => ({
      feed: feedOf(one, "bad"),
      cell: cellOf(one),
      bound: undefined,
    }));
    world.table.setRoutes(world.index, 1, [world.route, ...routes]);
    world.heads.follow(world.index, [world.route, ...routes]);
    world.join([tail(40)]);
    expect(unpaused(world.heads.keep()).get(world.index)).toBeDefined();
    world.tracked.awaitsPast = false;
    unpaused(
      world.heads.join(world.table, [], {
        objectives: new Set([waiting]),
        oldestMs: 0,
        hasReset: () => false,
        see: unseen,
        verdict: () => "baseline",
      }),
    );
    expect(unpaused(world.heads.keep()).get(world.index)).toBeUndefined();
  });

  it("counts for who came to its series later, and for who was kept with it", () => {
    const world = new World();
    const later = track(objective({ slo: "later" }));
    later.awaitsPast = true;
    const route: SeriesRoute = { feed: feedOf(later, "bad"), cell: cellOf(later), bound: undefined };
    const joinTo = (heads: Heads): number => {
      world.table.setRoutes(world.index, 2, [world.route, route]);
      const objectives = new Set([later]);
      const joint = { objectives, oldestMs: 0, hasReset: () => false, see: unseen, verdict: () => "count" as const };
      unpaused(heads.join(world.table, [], joint));
      return countsOf(route.cell).counted;
    };
    world.heads.follow(world.index, [world.route, route]);
    expect(joinTo(world.heads)).toBe(50);
    const resumed = new Heads();
    resumed.load(world.index, { ...tail(50), atMs: HEAD_MS, counted: 0 }, [world.route, route]);
    expect(joinTo(resumed)).toBe(100);
  });
});

describe("a chain that history does not know", () => {
  it("counts from zero where history finds that it can be new", () => {
    expect([
      new World().join([], "count"),
      new World().join([], "baseline"),
      new World().join([], "implausible"),
    ]).toEqual([50, 0, 0]);
  });

  it("is judged by when its target has live samples, and by those of no other", () => {
    const world = new World();
    const own = { ...LABELS, handler: "/other" };
    for (const [labels, kept] of [
      [own, { atMs: HEAD_MS + 5000, value: 3 }],
      [
        { ...LABELS, instance: "other" },
        { atMs: HEAD_MS, value: 3 },
      ],
    ] as const) {
      const index = world.table.add({ labels }, kept.atMs, kept.value);
      world.table.setRoutes(index, 1, [world.route]);
      world.heads.note(index, { labels, ...kept, counted: 3 }, [world.route]);
    }
    world.table.moveTo(world.index, HEAD_MS + 30_000, 60);
    world.join([]);
    expect(world.seen).toEqual([
      [LABELS, HEAD_MS, HEAD_MS + 30_000],
      [own, HEAD_MS + 5000, HEAD_MS + 5000],
    ]);
  });

  it("counts nothing twice where it was counted from zero already", () => {
    expect(new World({ counted: 50 }).join([], "count")).toBe(0);
  });

  it("is judged by its own beginning", () => {
    const world = new World();
    const judged: unknown[] = [];
    const verdict = (route: SeriesRoute, head: Head): BirthVerdict => {
      judged.push(route, head.value);
      return "baseline";
    };
    unpaused(
      world.heads.join(world.table, [], {
        objectives: new Set([world.tracked]),
        oldestMs: 0,
        hasReset: () => false,
        see: unseen,
        verdict,
      }),
    );
    expect(judged).toEqual([world.route, 50]);
  });
});

describe("a series that history alone has seen", () => {
  it("goes on where it was when it comes back, unless it was away for too long", () => {
    const oldestMs = START_MS - 60_000;
    const world = new World();
    const [fresh, old] = [requests("500", "fresh"), requests("500", "old")];
    world.join([tail(7, oldestMs, fresh), tail(8, oldestMs - 1, old)], "baseline", oldestMs);
    const index = world.table.find({ labels: fresh }) ?? Number.NaN;
    expect([world.table.lastMs(index), world.table.lastValue(index)]).toEqual([oldestMs, 7]);
    expect(world.table.find({ labels: old })).toBeUndefined();
  });
});
