import { describe, expect, it } from "vitest";
import { DIGEST_OF, DIGESTS, digestLabels, LANES } from "../../../src/core/promql/label-digest.ts";

type Labels = Readonly<Record<string, string>>;

const labelsOf = (i: number): Labels => ({
  __name__: "http_requests_total",
  code: i % 2 === 0 ? "200" : "500",
  handler: `/page-${i % 7}`,
  instance: `10.0.${i >> 8}.${i & 255}:8080`,
  pod: `shop-${i}`,
});

function digestOf(labels: Labels, of: keyof typeof DIGEST_OF = "series"): readonly number[] {
  const lanes = new Int32Array(DIGESTS);
  digestLabels(labels, lanes, 0);
  return [...lanes.subarray(DIGEST_OF[of], DIGEST_OF[of] + LANES)];
}

describe("the digest of labels", () => {
  it("takes names and values, each in its place", () => {
    const all = [
      {},
      { a: "" },
      { a: "b" },
      { b: "a" },
      { ab: "" },
      { a: "", b: "" },
      { ab: "c" },
      { a: "bc" },
      { a: "b", c: "d" },
      { a: "bc", d: "" },
      { a: "é" },
      { a: "e\u0301" },
    ].map((labels) => digestOf(labels).join());
    expect(new Set(all).size).toBe(all.length);
    expect(digestOf({ ...labelsOf(9) })).toEqual(digestOf(labelsOf(9)));
  });

  it("spreads labels that differ in little over all bits of each lane", () => {
    const count = 100_000;
    const lanes = Array.from({ length: LANES }, () => new Set<number>());
    const bits = new Float64Array(32 * LANES);
    for (let i = 0; i < count; i++)
      for (const [lane, number] of digestOf(labelsOf(i)).entries()) {
        lanes[lane]?.add(number);
        for (let bit = 0; bit < 32; bit++)
          bits[lane * 32 + bit] = (bits[lane * 32 + bit] ?? 0) + ((number >>> bit) & 1);
      }
    // By chance, 1.2 of so many pairs share 32 bits, and half of them have a bit, give or take 0.2 %.
    for (const lane of lanes) expect(count - lane.size).toBeLessThan(12);
    for (const set of bits) expect(Math.abs(set / count - 0.5)).toBeLessThan(0.01);
  });

  it("takes the target's labels by themselves, and with the name of the metric", () => {
    const labels = { ...labelsOf(1), job: "shop", namespace: "shop", container: "app" };
    for (const name of ["job", "instance", "namespace", "pod", "container"])
      for (const of of ["target", "metric"] as const)
        expect(digestOf({ ...labels, [name]: "other" }, of)).not.toEqual(digestOf(labels, of));
    expect(digestOf({ job: "ab" }, "target")).not.toEqual(digestOf({ job: "a", instance: "b" }, "target"));
    const [other, named] = [
      { ...labels, code: "404", handler: "/" },
      { ...labels, __name__: "other" },
    ];
    expect([digestOf(other, "target"), digestOf(other, "metric")]).toEqual([
      digestOf(labels, "target"),
      digestOf(labels, "metric"),
    ]);
    expect(digestOf(named, "target")).toEqual(digestOf(labels, "target"));
    expect(digestOf(named, "metric")).not.toEqual(digestOf(labels, "metric"));
    const bare = { __name__: "up", job: "shop" };
    const all = (["series", "target", "metric"] as const).map((of) => digestOf(bare, of).join());
    expect(new Set(all).size).toBe(2);
  });

  it("is the same for ever, since it stands in what is kept over an upgrade", () => {
    const hex = (of: keyof typeof DIGEST_OF): string =>
      digestOf({ __name__: "http_requests_total", code: "500", job: "shop" }, of)
        .map((number) => (number >>> 0).toString(16).padStart(8, "0"))
        .join(" ");
    expect([hex("series"), hex("target"), hex("metric")]).toEqual([
      "f069007c 96f52d85 5fd8a264 20d8aae5",
      "d84fab4f 9c27d347 325dc4a1 12923354",
      "fa1fe7d0 7404a110 e5b23daa ce08b8b9",
    ]);
  });

  it("stands where it is wanted, and nothing else is written", () => {
    const lanes = new Int32Array(3 * DIGESTS);
    digestLabels(labelsOf(1), lanes, DIGESTS);
    const own = new Int32Array(DIGESTS);
    digestLabels(labelsOf(1), own, 0);
    expect([...lanes]).toEqual([...new Int32Array(DIGESTS), ...own, ...new Int32Array(DIGESTS)]);
  });
});
