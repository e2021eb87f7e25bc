import { describe, expect, it } from "vitest";
import { demos } from "../fixtures/started-demo.ts";

const { start, leftovers } = demos();

describe("headroom demo of a surge", () => {
  it("lets the checkout follow Headroom until the burn ends, and leaves nothing behind", async () => {
    const { ended, said } = start(["--once", "--fault", "surge"]);
    expect(await ended, said()).toBe(0);
    // How many come at first, and why, is a matter of when the surge meets a scrape; that a sentence says it is not.
    expect(said()).toMatch(/replicas 3 -> \d+ +burn +\S+ {2}\S+ .+/);
    expect(said()).toMatch(/The burn ended \d+ s after the surge began, with \d+ replicas\./);
    expect(await leftovers()).toEqual([]);
  }, 600_000);
});
