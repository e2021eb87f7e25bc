import { describe, expect, it } from "vitest";
import { instant } from "../../../src/core/units/instant.ts";
import { seconds } from "../../../src/core/units/seconds.ts";
import { type HeardTime, RemoteClock } from "../../../src/service/control/remote-clock.ts";

const T0 = Date.UTC(2026, 0, 15, 12);
const HOUR = 3600;

/** A Prometheus whose clock is `off` seconds away from ours, asked every 30 s. */
function listening(wallOff = 0) {
  let passed = 0;
  const remote = new RemoteClock(
    { now: () => instant(T0 + (passed + wallOff) * 1000), monotonic: () => passed },
    seconds(30),
  );
  return {
    remote,
    hear: (off: number, tookSeconds = 0): HeardTime => {
      passed += 30;
      return remote.hear(instant(Math.round(T0 + (passed + off - tookSeconds) * 1000)), passed - tookSeconds);
    },
    nowIsOff: () => (remote.now() - T0) / 1000 - passed,
  };
}

describe("RemoteClock", () => {
  it("goes with a Prometheus whose clock goes as ours, wherever it stands", () => {
    const { hear, nowIsOff } = listening(2 * HOUR);
    expect(hear(0)).toEqual({ kind: "moved", bySeconds: -2 * HOUR });
    for (let i = 0; i < 5; i++) expect(hear(0)).toEqual({ kind: "agrees" });
    expect(nowIsOff()).toBe(0);
  });

  it("lets an answer take its time, and a clock drift", () => {
    const { hear } = listening();
    for (let i = 0; i < 100; i++) expect(hear(i * 20, i % 2 === 0 ? 0 : 25)).toEqual({ kind: "agrees" });
  });

  it.each([HOUR, -HOUR, 30 * 24 * HOUR, -T0 / 1000, -T0 / 1000 - 100_000])(
    "does not take a time that is off by %i s, and is back at once when that is over",
    (off) => {
      const { hear, nowIsOff } = listening();
      hear(0);
      for (let i = 0; i < 3; i++)
        expect(hear(off)).toEqual({ kind: "disagrees", problem: expect.stringContaining("nothing is read until") });
      expect(nowIsOff()).toBe(0);
      expect(hear(0)).toEqual({ kind: "agrees" });
    },
  );

  it("takes a new time at once where our own clock says the same", () => {
    const { hear, nowIsOff } = listening();
    hear(HOUR);
    expect(hear(HOUR)).toEqual({ kind: "agrees" });
    expect(hear(0)).toEqual({ kind: "moved", bySeconds: -HOUR });
    expect(nowIsOff()).toBe(0);
  });

  it("takes a time that nobody confirms once it was told for five minutes", () => {
    const { hear } = listening();
    hear(0);
    const heard = Array.from({ length: 12 }, () => hear(-600));
    expect(heard.map(({ kind }) => kind)).toEqual([
      ...Array.from({ length: 10 }, () => "disagrees"),
      "moved",
      "agrees",
    ]);
  });

  it("does not count wild times together", () => {
    const { hear } = listening();
    hear(0);
    for (let i = 1; i < 40; i++) expect(hear(i * HOUR).kind).toBe("disagrees");
  });
});
