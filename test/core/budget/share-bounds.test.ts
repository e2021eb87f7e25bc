import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shareBounds } from "../../../src/core/budget/share-bounds.ts";

const anyShare = fc.double({ min: 0, max: 1, noNaN: true });
const anyCount = fc.double({ min: 0.5, max: 1e9, noNaN: true });

describe("the bounds of a share that was seen", () => {
  it.each([
    { share: 0.5, events: 10, low: 0.2366, high: 0.7634 },
    { share: 1, events: 10, low: 0.7225, high: 1 },
    { share: 0, events: 100, low: 0, high: 0.037 },
    { share: 0.992, events: 120, low: 0.9548, high: 0.9986 },
  ])("of $share among $events events are $low and $high, 95 % sure", ({ share, events, low, high }) => {
    const bounds = shareBounds(share, events, 1.96);
    expect(bounds.low).toBeCloseTo(low, 4);
    expect(bounds.high).toBeCloseTo(high, 4);
  });

  it("are the shares from which what was seen is just so many standard errors away", () => {
    fc.assert(
      fc.property(anyShare, anyCount, (share, events) => {
        const { low, high } = shareBounds(share, events, 1.96);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(share + 1e-12);
        expect(high).toBeGreaterThanOrEqual(share - 1e-12);
        for (const bound of [low, high])
          expect((share - bound) ** 2).toBeCloseTo((1.96 ** 2 * bound * (1 - bound)) / events, 9);
      }),
    );
  });

  it("are closer the more events there are", () => {
    fc.assert(
      fc.property(anyShare, anyCount, (share, events) => {
        const [few, more] = [shareBounds(share, events, 1.96), shareBounds(share, events * 2, 1.96)];
        expect(more.high - more.low).toBeLessThan(few.high - few.low);
      }),
    );
  });
});
