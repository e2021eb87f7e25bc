import { afterEach, describe, expect, it } from "vitest";
import { instant } from "../../../src/core/units/instant.ts";
import { PackedList, packSeries } from "../../../src/adapters/prometheus/packed-series.ts";
import type { SampleSeries } from "../../../src/core/promql/sample-series.ts";
import { answeredValue } from "../../fixtures/answered-value.ts";
import { unpacked } from "../../fixtures/unpacked.ts";
import { clientOf, closeClients } from "./tested-client.ts";

const NOON = instant(1_800_000_000_000);
/** Of the size that one metric of a large cluster has. */
const MANY = 60_000;
/** Series that are taken at once. */
const SLICE = 1_000;

afterEach(closeClients);

const LIMITS = { timeoutSeconds: 60, maxBodyBytes: 64 << 20 };
const seriesOf = (i: number): object => ({
  metric: { __name__: "x_total", pod: `pod-${i} ü`, job: "a" },
  values: [
    [1_799_999_985.5, String(i)],
    [1_800_000_000.5, "+Inf"],
  ],
});
const matrix = (result: readonly unknown[], more: object = {}): string =>
  JSON.stringify({ status: "success", data: { resultType: "matrix", result }, ...more });
const manySeries = (): readonly object[] => Array.from({ length: MANY }, (_, i) => seriesOf(i));
const clientOfBody = (body: string): ReturnType<typeof clientOf> =>
  clientOf((_request, response) => void response.end(body), LIMITS);

const UNKNOWN: SampleSeries = { labels: {}, timestamps: [], values: [] };

/** Counts the turns of the event loop in which others had their chance, until it is stopped. */
function countTurns(): { readonly stop: () => number } {
  let turns = 0;
  let next = setImmediate(function count() {
    turns++;
    next = setImmediate(count);
  });
  return {
    stop() {
      clearImmediate(next);
      return turns;
    },
  };
}

describe("an answer of 60,000 series", () => {
  it("is read whole, series by series, with what the engine remarks", async () => {
    const client = await clientOfBody(matrix(manySeries(), { warnings: ["PromQL warning: a mix"] }));
    const answer = await client.instant("x_total[1m]", NOON);
    const series = [...answeredValue(answer)].map(unpacked);
    expect(answer).toMatchObject({ remarks: ["PromQL warning: a mix"] });
    expect(series).toHaveLength(MANY);
    for (const i of [0, 1, SLICE - 1, SLICE, SLICE + 1, MANY - 1])
      expect(series[i]).toEqual({
        labels: { __name__: "x_total", pod: `pod-${i} ü`, job: "a" },
        timestamps: [1_799_999_985_500, 1_800_000_000_500],
        values: [i, Infinity],
      });
  }, 60_000);

  it("leaves others their turns between its slices", async () => {
    const client = await clientOfBody(matrix(manySeries()));
    const turns = countTurns();
    await client.instant("x_total[1m]", NOON);
    expect(turns.stop()).toBeGreaterThanOrEqual(MANY / SLICE - 1);
  }, 60_000);

  it.each([
    {
      fault: "one bad series",
      body: matrix([...manySeries(), { metric: { a: 1 } }]),
      says: "label a is 1, expected a string",
    },
    {
      fault: "no end",
      body: matrix(manySeries()).slice(0, -9),
      says: "HTTP 200 with an unnamed type, which is not Prometheus' JSON",
    },
    {
      fault: "a store missing",
      body: matrix(manySeries(), { isPartial: true }),
      says: "the answer may be partial: a store did not answer (isPartial)",
    },
  ])(
    "ends in a named failure with $fault, and the next answer is read",
    async ({ body, says }) => {
      const bodies = [body, matrix(manySeries())];
      const client = await clientOf((_request, response) => void response.end(bodies.shift()), LIMITS);
      expect(await client.instant("x", NOON)).toMatchObject({ kind: "failed", reason: "invalid", message: says });
      expect(answeredValue(await client.instant("x", NOON))).toHaveLength(MANY);
    },
    60_000,
  );

  it("is one of several that are asked for at once, and each gets its own", async () => {
    const client = await clientOf((request, response) => {
      const count = Number(new URL(request.url ?? "", "http://x").searchParams.get("query"));
      response.end(matrix(manySeries().slice(0, count)));
    }, LIMITS);
    const counts = [20_000, 0, 7_001, 1, 12_000];
    const answers = await Promise.all(counts.map((count) => client.instant(String(count), NOON)));
    expect(answers.map((answer) => answeredValue(answer).length)).toEqual(counts);
  }, 60_000);

  it("is given up, not waited for, when the client closes", async () => {
    const client = await clientOfBody(matrix(manySeries()));
    const asked = client.instant("x", NOON);
    await client.close();
    expect(await asked).toMatchObject({ kind: "failed", reason: "unreachable" });
  }, 60_000);
});

describe("packed series", () => {
  it("are the same when they are unpacked", () => {
    const series = [
      { labels: {}, timestamps: [], values: [] },
      { labels: { a: "b", b: "a", "": "" }, timestamps: [1, 2.5], values: [Number.NaN, -Infinity] },
      { labels: { b: "a", __proto__x: "ü" }, timestamps: [3], values: [-0] },
    ];
    const list = new PackedList([packSeries(series.slice(0, 1)), packSeries(series.slice(1)), packSeries([])]);
    expect([...list].map(unpacked)).toEqual(series);
    expect(series.map((_, place) => unpacked(list.at(place) ?? UNKNOWN))).toEqual(series);
    expect([list.length, list.at(series.length)]).toEqual([series.length, undefined]);
  });
});
