import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { demos } from "../fixtures/started-demo.ts";
import { lookAtDemo } from "../web/demo-pages.ts";

const { start, leftovers } = demos();

describe("headroom demo that nobody told to end", () => {
  it("shows the burn on its pages, stops when it is interrupted, and leaves nothing behind", async () => {
    const { ended, said, child } = start([]);
    while (!said().includes("┏━ PAGE")) await Promise.race([once(child.stdout ?? child, "data"), ended]);
    await lookAtDemo(/Headroom +(http:\S+)/.exec(said())?.[1] ?? "");
    child.kill("SIGINT");
    expect(await ended, said()).toBe(0);
    expect(await leftovers()).toEqual([]);
  }, 360_000);
});
