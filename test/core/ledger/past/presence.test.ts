import { describe, expect, it } from "vitest";
import { Presence } from "../../../../src/core/ledger/past/presence.ts";
import { requests } from "../driven-ledger.ts";

type Labels = Readonly<Record<string, string>>;
const digest = (
  labels: Labels,
  pieces: readonly (readonly [from: number, to: number])[],
  resets: readonly number[] = [],
) => ({
  labels,
  counts: [],
  pieces: pieces.flatMap(([from, to]) => [from, 0, to, 0]),
  resets,
  absences: [],
  lows: [],
  spacingMs: 0,
});
const [good, bad, other] = [requests("200"), requests("500"), { ...requests("200"), __name__: "other_total" }];

function presence(...digests: readonly ReturnType<typeof digest>[]): Presence {
  const all = new Presence();
  for (const one of digests) all.add(one);
  return all;
}

describe("when a target was seen, as its series tell", () => {
  it("is never where no other series of it has samples before a time", () => {
    const never = { targetMs: undefined, metricMs: undefined, gapMs: 0 };
    expect(new Presence().seenAt(bad, 50)).toEqual(never);
    expect(presence(digest(bad, [[10, 90]])).seenAt(bad, 50)).toEqual(never);
    expect(presence(digest(requests("200", "b"), [[10, 90]])).seenAt(bad, 50)).toEqual(never);
    expect(presence(digest(good, [[50, 90]])).seenAt(bad, 50)).toEqual(never);
    expect(presence(digest(good, [[60, 90]])).seenAt(bad, 50)).toEqual(never);
  });

  it("is at that time while another has samples on both sides of it", () => {
    expect(presence(digest(good, [[10, 90]])).seenAt(bad, 50)).toEqual({ targetMs: 50, metricMs: 50, gapMs: 0 });
    expect(presence(digest(good, [[10, 50]])).seenAt(bad, 50)).toEqual({ targetMs: 50, metricMs: 50, gapMs: 0 });
  });

  it("is the last time before it where all others ended, which is a gap", () => {
    expect(presence(digest(good, [[10, 30]])).seenAt(bad, 50)).toEqual({ targetMs: 30, metricMs: 30, gapMs: 20 });
    const two = presence(digest(good, [[10, 30]]), digest({ ...good, code: "404" }, [[5, 20]]));
    expect(two.seenAt(bad, 50)).toMatchObject({ targetMs: 30 });
  });

  it("is at that time where another comes back with it, after a gap of the target", () => {
    const back = presence(
      digest(good, [
        [10, 30],
        [50, 90],
      ]),
    );
    expect(back.seenAt(bad, 50)).toEqual({ targetMs: 50, metricMs: 50, gapMs: 20 });
  });

  it("is at that time where a live series has a sample then, which is not the one that is asked for", () => {
    const live = presence(digest(good, [[10, 30]]));
    live.see(bad, 50, 90);
    expect(live.seenAt(bad, 50)).toEqual({ targetMs: 30, metricMs: 30, gapMs: 20 });
    live.see(good, 50, 90);
    expect(live.seenAt(bad, 50)).toEqual({ targetMs: 50, metricMs: 50, gapMs: 20 });
    expect(live.seenAt(requests("200", "b"), 50).targetMs).toBeUndefined();
  });

  it("is told of the metric by that metric's series alone", () => {
    const all = presence(digest(other, [[10, 90]]), digest(good, [[10, 30]]));
    expect(all.seenAt(bad, 50)).toEqual({ targetMs: 50, metricMs: 30, gapMs: 0 });
    expect(presence(digest(other, [[10, 90]])).seenAt(bad, 50)).toEqual({
      targetMs: 50,
      metricMs: undefined,
      gapMs: 0,
    });
  });
});

describe("whether a counter of a target began anew", () => {
  it("is told by any of its series, where both samples lie within the time", () => {
    const all = presence(digest(other, [[0, 99]], [10, 20, 40, 50]));
    const asked = ([fromMs, toMs]: readonly [number, number]) => all.hasReset(bad, fromMs, toMs);
    expect(
      (
        [
          [10, 20],
          [9, 21],
          [11, 20],
          [10, 19],
          [40, 50],
          [21, 39],
        ] as const
      ).map(asked),
    ).toEqual([true, true, false, false, true, false]);
    expect(all.hasReset(requests("200", "b"), 0, 99)).toBe(false);
  });
});
