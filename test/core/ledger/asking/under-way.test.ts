import { describe, expect, it } from "vitest";
import type { Asked } from "../../../../src/core/ledger/asking/asked.ts";
import { UnderWay } from "../../../../src/core/ledger/asking/under-way.ts";
import { instant } from "../../../../src/core/units/instant.ts";
import { START_MS } from "../driven-ledger.ts";

const piece = (source: object, at = START_MS): Asked => ({
  query: { kind: "instant", promql: "x_total[2m]", at: instant(at) },
  feeds: [],
  only: undefined,
  kind: "samples",
  source,
});
const answer = { kind: "series", series: [] } as const;
const failed = { kind: "failed", reason: "timeout", message: "too slow" } as const;

describe("questions whose answers come late", () => {
  it("are counted once they are answered, and are waited for until then", () => {
    const underWay = new UnderWay();
    const [slow, fast] = [piece({}), piece({})];
    expect(underWay.take([slow, fast], [undefined, answer])).toEqual([{ item: fast, answer }]);
    expect(underWay.sources).toEqual(new Set([slow.source]));
    expect(underWay.take([], [])).toEqual([]);
    underWay.hear(slow.query, failed);
    expect(underWay.sources).toEqual(new Set([slow.source]));
    expect(underWay.take([], [])).toEqual([{ item: slow, answer: failed }]);
    expect([underWay.sources, underWay.take([], [])]).toEqual([new Set(), []]);
  });

  it("hold back the other pieces of their source, which are to be read in their order", () => {
    const underWay = new UnderWay();
    const source = {};
    const [early, late, other] = [piece(source), piece(source, START_MS + 1000), piece({})];
    expect(underWay.take([early, late, other], [undefined, answer, answer])).toEqual([{ item: other, answer }]);
    expect(underWay.sources).toEqual(new Set([source]));
    underWay.hear(early.query, answer);
    const next = piece({});
    expect(underWay.take([next], [answer]).map(({ item }) => item)).toEqual([late, early, next]);
  });

  it("are answered once, and what nobody asked is dropped", () => {
    const underWay = new UnderWay();
    const slow = piece({});
    underWay.take([slow], [undefined]);
    underWay.hear(piece({}).query, answer);
    underWay.hear(slow.query, answer);
    underWay.hear(slow.query, failed);
    expect(underWay.take([], [])).toEqual([{ item: slow, answer }]);
  });

  it("mean nothing any more once they are cleared", () => {
    const underWay = new UnderWay();
    const [slow, heard] = [piece({}), piece({})];
    underWay.take([slow, heard], [undefined, undefined]);
    underWay.hear(heard.query, answer);
    underWay.clear();
    underWay.hear(slow.query, answer);
    expect([underWay.sources, underWay.take([], [])]).toEqual([new Set(), []]);
  });
});
