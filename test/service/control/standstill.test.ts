import { describe, expect, it } from "vitest";
import { Standstill } from "../../../src/service/control/standstill.ts";

/** Work that ends when it is told to, and what was begun and ended in which order. */
function setUp() {
  const said: string[] = [];
  const ends = new Map<string, () => void>();
  const work = (name: string) => async (): Promise<string> => {
    said.push(`${name} begins`);
    await new Promise<void>((resolve) => ends.set(name, resolve));
    said.push(`${name} ends`);
    return name;
  };
  return {
    standstill: new Standstill(),
    said,
    work,
    end: async (name: string): Promise<void> => {
      ends.get(name)?.();
      await settled();
    },
  };
}

/** Whoever can go on has done so. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("a standstill", () => {
  it("lets changes go on side by side", async () => {
    const { standstill, said, work, end } = setUp();
    const both = [standstill.change(work("step")), standstill.changePast(work("history"))];
    await settled();
    expect(said).toEqual(["step begins", "history begins"]);
    await end("step");
    await end("history");
    expect(await Promise.all(both)).toEqual(["step", "history"]);
  });

  it("waits for changes under way, and lets none begin until what is done meanwhile has ended", async () => {
    const { standstill, said, work, end } = setUp();
    void standstill.change(work("before"));
    await settled();
    const holding = standstill.hold(work("keeping"));
    await settled();
    void standstill.change(work("after"));
    await settled();
    expect(said).toEqual(["before begins"]);
    await end("before");
    expect(said.slice(1)).toEqual(["before ends", "keeping begins"]);
    await end("keeping");
    expect((await holding).held).toBe("keeping");
    expect(said.slice(3)).toEqual(["keeping ends", "after begins"]);
  });

  it("keeps the past waiting until it is released, and nobody else", async () => {
    const { standstill, said, work, end } = setUp();
    const holding = standstill.hold(work("keeping"));
    await settled();
    void standstill.changePast(work("history"));
    void standstill.change(work("step"));
    await settled();
    await end("keeping");
    await end("step");
    expect(said).toEqual(["keeping begins", "keeping ends", "step begins", "step ends"]);
    (await holding).release();
    await settled();
    expect(said.at(-1)).toBe("history begins");
  });

  it("waits for the past that is read without keeping steps waiting meanwhile", async () => {
    const { standstill, said, work, end } = setUp();
    void standstill.changePast(work("history"));
    await settled();
    void standstill.hold(work("keeping"));
    void standstill.change(work("step"));
    await settled();
    expect(said).toEqual(["history begins", "step begins"]);
    await end("history");
    expect(said).not.toContain("keeping begins");
    await end("step");
    expect(said.at(-1)).toBe("keeping begins");
  });

  it("lets everybody go on when what is done meanwhile fails, or a change did", async () => {
    const { standstill } = setUp();
    await expect(standstill.change(() => Promise.reject(new RangeError("a step")))).rejects.toThrow("a step");
    await expect(standstill.hold(() => Promise.reject(new RangeError("keeping")))).rejects.toThrow("keeping");
    expect(await standstill.changePast(() => "history")).toBe("history");
  });

  it("is one at a time", async () => {
    const { standstill, said, work, end } = setUp();
    const first = standstill.hold(work("first"));
    void standstill.hold(work("second"));
    await settled();
    await end("first");
    expect(said).toEqual(["first begins", "first ends"]);
    (await first).release();
    await settled();
    expect(said.at(-1)).toBe("second begins");
  });
});
