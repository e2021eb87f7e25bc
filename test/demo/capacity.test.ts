import { describe, expect, it } from "vitest";
import { Capacity } from "../../demo/shop/capacity.ts";

describe("what a pod of the demo shop can take", () => {
  it.each([
    { arriving: 5, failed: 0 },
    { arriving: 10, failed: 0 },
    { arriving: 16, failed: 0.375 },
    { arriving: 40, failed: 0.75 },
  ])("fails a share of $failed where $arriving come in a second and 10 can be served", ({ arriving, failed }) => {
    const capacity = new Capacity(10, 0);
    const seconds = 1000;
    const refused = Array.from({ length: seconds * arriving }, (_, i) => capacity.take(i / arriving)).filter(
      (isTaken) => !isTaken,
    ).length;
    // The first burst is served whole, which is 20 of them.
    expect(Math.abs(refused / (seconds * arriving) - failed)).toBeLessThanOrEqual(20 / (seconds * arriving) + 1e-9);
  });

  it("bears a burst of two seconds after any quiet, and no more", () => {
    const capacity = new Capacity(10, 0);
    const taken = Array.from({ length: 30 }, () => capacity.take(3600)).filter(Boolean).length;
    expect(taken).toBe(20);
  });
});
