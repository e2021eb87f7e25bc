import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ExcludedTime, pastOf } from "../../../../src/core/ledger/counting/excluded-time.ts";
import type { Exclusion } from "../../../../src/core/objective/exclusion.ts";
import { instant } from "../../../../src/core/units/instant.ts";

const END = 60;

const span = (fromMs: number, toMs: number, reason?: string): Exclusion => ({
  kind: "span",
  from: instant(fromMs),
  to: instant(toMs),
  reason,
});
const condition: Exclusion = { kind: "condition", when: "maintenance_mode == 1", reason: undefined };

const spans = fc
  .array(fc.tuple(fc.nat(END - 1), fc.integer({ min: 1, max: 20 })), { maxLength: 8 })
  .map((list) => list.map(([from, length]) => ({ fromMs: from, toMs: from + length })));
const stretch = fc.tuple(fc.nat(END), fc.nat(END)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);

/** Every whole moment by itself: (t - 1, t] is excluded where one span holds it. */
const isExcluded = (list: readonly { readonly fromMs: number; readonly toMs: number }[], t: number): boolean =>
  list.some(({ fromMs, toMs }) => fromMs < t && t <= toMs);
const moments = (fromMs: number, toMs: number): readonly number[] =>
  Array.from({ length: toMs - fromMs }, (_, i) => fromMs + i + 1);

describe("excluded time", () => {
  it("is what counting moment by moment finds, told by a spec, by conditions, or by both", () => {
    fc.assert(
      fc.property(spans, spans, stretch, (ofSpec, told, [fromMs, toMs]) => {
        const excluded = new ExcludedTime(ofSpec.map((one) => span(one.fromMs, one.toMs)));
        for (const one of told) excluded.tellHistory([one]);
        const all = [...ofSpec, ...told];
        const within = moments(fromMs, toMs).filter((t) => isExcluded(all, t));
        expect(excluded.lengthWithin(fromMs, toMs)).toBe(within.length);
        expect(excluded.touches(fromMs, toMs)).toBe(fromMs === toMs ? isExcluded(all, fromMs) : within.length > 0);
        expect(excluded.outside(fromMs, toMs).flatMap((part) => moments(part.fromMs, part.toMs))).toEqual(
          moments(fromMs, toMs).filter((t) => !isExcluded(all, t)),
        );
      }),
    );
  });

  it("is not known beyond the last look at the conditions, and nothing counts there", () => {
    const excluded = new ExcludedTime([condition]);
    expect(excluded.keepsOut(0, 10_000)).toBe(true);
    excluded.tell({ fromMs: 0, toMs: 30_000 }, false);
    expect(excluded.keepsOut(0, 30_000)).toBe(false);
    expect(excluded.keepsOut(30_000, 60_000)).toBe(true);
    expect(excluded.outside(0, 90_000)).toEqual([{ fromMs: 0, toMs: 35_000 }]);
    excluded.tell({ fromMs: 30_000, toMs: 60_000 }, true);
    expect(excluded.keepsOut(30_000, 60_000)).toBe(true);
    expect(excluded.lengthWithin(0, 90_000)).toBe(30_000);
  });

  it("says what holds now: since when, until when where that is known, and why", () => {
    const excluded = new ExcludedTime([span(100, 200, "The database moves"), { ...condition, reason: "Drill" }]);
    expect(excluded.at(100)).toBeUndefined();
    expect(excluded.at(150)).toEqual({ since: 100, until: 200, reason: "The database moves" });
    expect(excluded.at(201)).toBeUndefined();
    excluded.tell({ fromMs: 300, toMs: 330 }, true);
    excluded.tell({ fromMs: 330, toMs: 360 }, true);
    expect(excluded.at(360)).toEqual({ since: 300, until: undefined, reason: "Drill" });
    excluded.tell({ fromMs: 360, toMs: 390 }, false);
    expect(excluded.at(390)).toBeUndefined();
  });

  it("may change where it is still to come, and is another where it has been", () => {
    const now = { fromMs: 0, toMs: 1000 };
    const past = pastOf([span(100, 200)], now);
    expect(pastOf([span(100, 200), span(2000, 3000)], now)).toBe(past);
    expect(pastOf([span(100, 150), span(150, 200)], now)).toBe(past);
    expect(pastOf([span(100, 300)], now)).not.toBe(past);
    // One that goes on may be given another end.
    expect(pastOf([span(900, 2000)], now)).toBe(pastOf([span(900, 3000)], now));
  });

  it("forgets what no window reaches any more", () => {
    const excluded = new ExcludedTime([condition]);
    for (let i = 0; i < 10; i++) excluded.tellHistory([{ fromMs: i * 100, toMs: i * 100 + 50 }]);
    excluded.forgetBefore(500);
    expect(excluded.lengthWithin(0, 1000)).toBe(5 * 50);
  });

  it("goes on with what conditions said before, and says when they were looked at", () => {
    const excluded = new ExcludedTime([condition]);
    expect([excluded.toldToMs, excluded.keep()]).toEqual([undefined, { told: [], toldToMs: undefined }]);
    excluded.tell({ fromMs: 0, toMs: 30_000 }, true);
    excluded.tell({ fromMs: 30_000, toMs: 60_000 }, false);
    // A late answer of an earlier look takes nothing back.
    excluded.tell({ fromMs: 30_000, toMs: 45_000 }, false);
    const next = new ExcludedTime([condition]);
    next.load(structuredClone(excluded.keep()));
    expect([next.toldToMs, next.keep()]).toEqual([60_000, { told: [{ fromMs: 0, toMs: 30_000 }], toldToMs: 60_000 }]);
    expect(next.lengthWithin(10_000, 60_000)).toBe(20_000);
    next.load({ told: [], toldToMs: undefined });
    expect(next.toldToMs).toBeUndefined();
  });

  it("takes over other spans of a spec, and leaves what conditions said", () => {
    const excluded = new ExcludedTime([span(100, 200), condition]);
    excluded.tell({ fromMs: 300, toMs: 350 }, true);
    expect(excluded.lengthWithin(0, 1000)).toBe(150);
    excluded.revise([span(500, 520), condition]);
    expect(excluded.spansWithin(0, 1000)).toEqual([
      { fromMs: 300, toMs: 350 },
      { fromMs: 500, toMs: 520 },
    ]);
    expect(excluded.spansWithin(340, 510)).toEqual([
      { fromMs: 340, toMs: 350 },
      { fromMs: 500, toMs: 510 },
    ]);
  });

  it("gives no reason where one of several conditions holds, for nobody knows which", () => {
    const excluded = new ExcludedTime([
      { ...condition, reason: "Drill" },
      { ...condition, reason: "Freeze" },
    ]);
    excluded.tell({ fromMs: 0, toMs: 30 }, true);
    expect(excluded.at(30)).toEqual({ since: 0, until: undefined, reason: undefined });
  });

  it("ends with its last moment, and begins after its first", () => {
    const excluded = new ExcludedTime([span(100, 200)]);
    expect([100, 101, 200, 201].map((ms) => excluded.touches(ms, ms))).toEqual([false, true, true, false]);
    expect(excluded.at(200)).toMatchObject({ since: 100 });
    expect([excluded.touches(0, 100), excluded.touches(0, 101), excluded.touches(200, 300)]).toEqual([
      false,
      true,
      false,
    ]);
  });

  it("keeps what ends where windows begin, and whatever spec says", () => {
    const excluded = new ExcludedTime([span(0, 10), condition]);
    excluded.tellHistory([
      { fromMs: 20, toMs: 30 },
      { fromMs: 40, toMs: 50 },
    ]);
    excluded.forgetBefore(30);
    expect(excluded.keep().told).toHaveLength(2);
    expect(excluded.lengthWithin(0, 100)).toBe(30);
    excluded.forgetBefore(31);
    expect(excluded.keep().told).toEqual([{ fromMs: 40, toMs: 50 }]);
    expect(excluded.lengthWithin(0, 100)).toBe(20);
  });
});
