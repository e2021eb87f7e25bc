import { describe, expect, it } from "vitest";
import { inSlices, Turns } from "../../../src/service/control/turns.ts";

describe("turns", () => {
  it("are taken one after the other, in the order in which they were asked for", async () => {
    const turns = new Turns();
    const said: string[] = [];
    let end = (): void => undefined;
    const first = turns.take(async () => {
      said.push("first begins");
      await new Promise<void>((resolve) => (end = resolve));
      said.push("first ends");
      return 1;
    });
    const second = turns.take(() => said.push("second"));
    const third = turns.take(() => said.push("third"));
    await new Promise((resolve) => setImmediate(resolve));
    expect(said).toEqual(["first begins"]);
    end();
    expect(await Promise.all([first, second, third])).toEqual([1, 3, 4]);
    expect(said).toEqual(["first begins", "first ends", "second", "third"]);
  });

  it("go on after one that failed, whose failure is its own", async () => {
    const turns = new Turns();
    const failed = turns.take(() => {
      throw new RangeError("a fault");
    });
    const next = turns.take(() => "next");
    await expect(failed).rejects.toThrow("a fault");
    expect(await next).toBe("next");
  });
});

/** Longer than anybody should wait for a turn. */
const LONG_MS = 20;

describe("work in slices", () => {
  it("lets others have their turn at its pauses, and tells what it came to", async () => {
    const said: string[] = [];
    function* work(): Generator<void, string> {
      for (let slice = 0; slice < 3; slice++) {
        said.push(`slice ${slice}`);
        for (const since = performance.now(); performance.now() - since < LONG_MS;);
        setImmediate(() => said.push("served"));
        yield;
      }
      return "done";
    }
    expect(await inSlices(work())).toBe("done");
    expect(said).toEqual(["slice 0", "served", "slice 1", "served", "slice 2", "served"]);
  });

  it("fails as the work does", async () => {
    function* work(): Generator<void, void> {
      yield;
      throw new RangeError("a fault");
    }
    await expect(inSlices(work())).rejects.toThrow("a fault");
  });
});
