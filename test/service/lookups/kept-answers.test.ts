import { describe, expect, it } from "vitest";
import { KeptAnswers } from "../../../src/service/lookups/kept-answers.ts";
import { OneAtATime } from "../../../src/service/lookups/one-at-a-time.ts";

describe("kept answers", () => {
  it("are asked for once, by however many, until their life is over", async () => {
    let now = 0;
    let asked = 0;
    const kept = new KeptAnswers<number>(30, () => now);
    const ask = (): Promise<number> => Promise.resolve((asked += 1));
    expect(await Promise.all([kept.of("a", ask), kept.of("a", ask), kept.of("b", ask)])).toEqual([1, 1, 2]);
    now = 29;
    expect(await kept.of("a", ask)).toBe(1);
    now = 30;
    expect(await kept.of("a", ask)).toBe(3);
  });

  it("hold no fault of ours", async () => {
    const kept = new KeptAnswers<number>(30, () => 0);
    await expect(kept.of("a", () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
    expect(await kept.of("a", () => Promise.resolve(1))).toBe(1);
  });

  it("are of a bounded number", async () => {
    let asked = 0;
    const kept = new KeptAnswers<number>(30, () => 0);
    const ask = (): Promise<number> => Promise.resolve((asked += 1));
    for (let i = 0; i < 1000; i++) await kept.of(`${i}`, ask);
    await kept.of("999", ask);
    expect(asked).toBe(1000);
    await kept.of("0", ask);
    expect(asked).toBe(1001);
  });
});

describe("questions of people who look", () => {
  it("are asked one after the other, and refused where too many wait", async () => {
    const line = new OneAtATime();
    const running: string[] = [];
    let release = (): void => undefined;
    const first = line.take(
      () =>
        new Promise<void>((resolve) => {
          running.push("first");
          release = resolve;
        }),
    );
    const waiting = Array.from({ length: 19 }, (_, i) => line.take(() => Promise.resolve(void running.push(`${i}`))));
    expect(line.take(() => Promise.resolve())).toBeUndefined();
    await Promise.resolve();
    await new Promise((resolve) => setImmediate(resolve));
    expect(running).toEqual(["first"]);
    release();
    await Promise.all([first, ...waiting]);
    expect(running).toHaveLength(20);
    expect(await line.take(() => Promise.resolve("again"))).toBe("again");
  });
});
