import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SimulatedQueue } from "../../../src/core/simulation/model/queue.ts";

/** What came before each tick, added up. */
const added = (arrivals: readonly number[]): Float64Array => {
  let sum = 0;
  return Float64Array.from([0, ...arrivals.map((count) => (sum += count))]);
};

describe("a queue", () => {
  it("serves first what came first, and calls bad once what has waited for too long", () => {
    const queue = new SimulatedQueue(added([10, 0, 0, 0, 0]), 2);
    expect([0, 1, 2, 3, 4].map((tick) => queue.serve(tick, 3))).toEqual([
      { served: 3, waiting: 7, overdue: 0 },
      { served: 3, waiting: 4, overdue: 0 },
      { served: 3, waiting: 1, overdue: 1 },
      { served: 1, waiting: 0, overdue: 0 },
      { served: 0, waiting: 0, overdue: 0 },
    ]);
  });

  it("agrees with asking every request when it was served, for any arrivals", () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(9), { minLength: 1, maxLength: 40 }),
        fc.nat(6),
        fc.integer({ min: 1, max: 5 }),
        (arrivals, most, mayWait) => {
          const queue = new SimulatedQueue(added(arrivals), mayWait);
          const waiting: number[] = [];
          const bad = new Set<string>();
          let overdue = 0;
          arrivals.forEach((count, tick) => {
            for (let i = 0; i < count; i++) waiting.push(tick);
            const served = waiting.splice(0, most).length;
            const told = queue.serve(tick, most);
            expect(told).toMatchObject({ served, waiting: waiting.length });
            overdue += told.overdue;
            const seen = new Map<number, number>();
            // Within a tick the last ones wait longest: they are counted from the end.
            for (const came of waiting.toReversed()) {
              const nth = (seen.get(came) ?? 0) + 1;
              seen.set(came, nth);
              if (tick - came >= mayWait) bad.add(`${came} ${nth}`);
            }
          });
          expect(overdue).toBe(bad.size);
        },
      ),
    );
  });
});
