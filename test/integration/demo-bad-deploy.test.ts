import { describe, expect, it } from "vitest";
import { demos } from "../fixtures/started-demo.ts";

const { start, leftovers } = demos();

describe("headroom demo of a bad deploy", () => {
  it("rolls a version back that Headroom blames, and leaves nothing behind and no replica added", async () => {
    const { ended, said } = start(["--once", "--fault", "bad-deploy"]);
    expect(await ended, said()).toBe(0);
    expect(said()).toMatch(/replicas 3 +\d x 1\.8\.0 \+ \d x 1\.9\.0 +burn +\S+ {2}/);
    expect(said()).toMatch(
      /replicas 3 .*availability burns at \S+x, and a rollout began [^:]+ ago: 1\.8\.0 at \S+x, 1\.9\.0 at \S+x/,
    );
    expect(said()).not.toContain("->");
    expect(said()).toMatch(/The burn ended \d+ s after the rollback began; the 3 replicas stayed throughout\./);
    expect(await leftovers()).toEqual([]);
  }, 600_000);
});
