import { describe, expect, it } from "vitest";
import { inColumns } from "../../../../src/core/ledger/counting/counts.ts";
import { emptyCounts } from "../../../../src/core/ledger/counting/bank.ts";
import type { Counts } from "../../../../src/core/ledger/counting/counts.ts";
import { keptSizeOf } from "../../../../src/core/ledger/counting/frozen-rows.ts";
import { Tier } from "../../../../src/core/ledger/counting/tier.ts";

const STEP_MS = 60_000;
const ROWS = 16;
const START_MS = 1_767_225_600_000;
const at = (steps: number): number => START_MS + steps * STEP_MS;

/** A tier of some cells beside sums that are right: what a bank is made of. */
class World {
  readonly tier: Tier;
  readonly sums: Counts;
  readonly #out: Counts;

  constructor(precision: "single" | "double" = "single", width = 2) {
    this.tier = new Tier({ stepMs: STEP_MS, rows: ROWS, precision }, width, START_MS);
    [this.sums, this.#out] = [emptyCounts(width), emptyCounts(width)];
  }

  add(cell: number, steps: number, total: number, counted = 0): void {
    this.sums.total[cell] = (this.sums.total[cell] ?? 0) + total;
    this.sums.counted[cell] = (this.sums.counted[cell] ?? 0) + counted;
    this.tier.addEvents(cell, at(steps), total, counted);
  }

  observe(cell: number, fromSteps: number, toSteps: number): void {
    const [fromMs, toMs] = [at(fromSteps), at(toSteps)];
    this.sums.observedMs[cell] = (this.sums.observedMs[cell] ?? 0) + toMs - fromMs;
    this.tier.addObserved(cell, fromMs, toMs);
    this.tier.setObserved(cell, this.sums.observedMs[cell] ?? 0);
  }

  advance(steps: number): void {
    this.tier.advance(at(steps), this.sums);
  }

  since(steps: number, cell = 0): readonly [total: number, counted: number, observedSteps: number] {
    this.tier.since(at(steps), this.sums, this.#out, 0, this.tier.width);
    const { total, counted, observedMs } = this.#out;
    return [total[cell] ?? 0, counted[cell] ?? 0, (observedMs[cell] ?? 0) / STEP_MS];
  }
}

describe("a ring of cumulative counts", () => {
  it("keeps single events of single precision apart, however many were counted before it", () => {
    const world = new World();
    // A turn of them is just what single precision tells apart: every eighth of a turn rows become relative anew.
    for (let step = 1; step <= 10 * ROWS; step++) {
      world.add(0, step, 800_001, 1);
      world.add(1, step, 3);
      world.advance(step);
    }
    const now = 10 * ROWS;
    for (const back of [1, 2, 7]) {
      expect(world.since(now - back).slice(0, 2)).toEqual([back * 800_001, back]);
      expect(world.since(now - back, 1)[0]).toBe(3 * back);
    }
  });

  it("tells observed time to a sixtieth of a step, and half of it of half a step", () => {
    const world = new World();
    world.advance(3);
    world.observe(0, 1, 1 + 1 / 60);
    world.observe(0, 2, 3);
    world.observe(1, 0, 3);
    world.advance(4);
    expect(world.since(0)[2]).toBeCloseTo(1 + 1 / 60, 9);
    expect(world.since(2)[2]).toBeCloseTo(1, 9);
    expect(world.since(2.25)[2]).toBeCloseTo(0.75, 9);
    expect(world.since(0.5, 1)[2]).toBeCloseTo(2.5, 9);
    // Less than half of what is told apart is nothing.
    world.observe(0, 4, 4 + 1 / 130);
    expect(world.since(4)[2]).toBe(0);
  });

  it("takes up history to its newest row, in its own cell, and keeps what was before the ring out of it", () => {
    const world = new World("double");
    world.advance(ROWS + 4);
    world.add(1, ROWS + 4, 7, 1);
    const lengthMs = 10 * STEP_MS;
    world.tier.addHistory(
      0,
      inColumns([
        { endMs: at(5), lengthMs, total: 1000, counted: 100, observedMs: lengthMs },
        { endMs: at(15), lengthMs, total: 500, counted: 50, observedMs: lengthMs / 2 },
      ]),
    );
    world.sums.total[0] = 1500;
    world.sums.counted[0] = 150;
    world.tier.setObserved(0, 15 * STEP_MS);
    for (const [steps, total, observed] of [
      [5, 500, 5],
      [10, 250, 2.5],
      [14, 50, 0.5],
      [15, 0, 0],
      [ROWS + 4, 0, 0],
    ] as const)
      expect(world.since(steps)).toEqual([total, total / 10, observed]);
    expect(world.since(ROWS + 3, 1)).toEqual([7, 1, 0]);
    expect(world.since(5, 1)).toEqual([7, 1, 0]);
  });

  it("is kept as it was when it was frozen, whatever is added, observed, told of the past or cleared", () => {
    const keptOf = ({ tier }: World, cell: number): Float64Array => {
      const out = new Float64Array(keptSizeOf(ROWS));
      tier.kept.keep(cell, [out], 0);
      return out;
    };
    const stretch = { endMs: at(4), lengthMs: 3 * STEP_MS, total: 9, counted: 3, observedMs: STEP_MS };
    const changes: readonly ((world: World) => void)[] = [
      (world) => world.add(0, 2, 5, 1),
      (world) => world.observe(0, 2, 6),
      (world) => world.tier.addHistory(0, inColumns([stretch])),
      (world) => world.tier.clear(0),
      (world) => world.advance(2 * ROWS),
    ];
    for (const change of changes) {
      const world = new World();
      for (let step = 1; step <= ROWS; step++) {
        world.add(0, step, step, 1);
        world.observe(0, step - 1, step);
        world.advance(step);
      }
      world.tier.freeze();
      const before = keptOf(world, 0);
      change(world);
      expect(keptOf(world, 0)).toEqual(before);
      world.tier.thaw();
      expect(keptOf(world, 0)).not.toEqual(before);
    }
  });
});
