import { describe, expect, it } from "vitest";
import { encodeLabels, WriteRequest } from "../../demo/backfill/write-request.ts";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

describe("WriteRequest", () => {
  it("is the protobuf message that the remote write protocol defines, labels sorted by name", () => {
    const labels = encodeLabels({ job: "a", __name__: "up" });
    expect(hex(labels)).toBe("0a0e0a085f5f6e616d655f5f120275700a080a036a6f62120161");
    const request = new WriteRequest();
    request.add(labels, { labels: {}, timestamps: [1000], values: [1] }, 0, 1);
    // One series of 40 bytes: the labels, then a sample of 1.0 at 1000 ms.
    expect(hex(request.take())).toBe(`0a28${hex(labels)}120c09000000000000f03f10e807`);
  });

  it("writes NaN as the bits of the staleness marker", () => {
    const request = new WriteRequest();
    request.add(encodeLabels({}), { labels: {}, timestamps: [1], values: [Number.NaN] }, 0, 1);
    expect(hex(request.take())).toContain("09020000000000f07f");
  });

  it("is empty after it was taken", () => {
    const request = new WriteRequest();
    request.add(encodeLabels({}), { labels: {}, timestamps: [1], values: [1] }, 0, 1);
    request.take();
    expect(request.take()).toHaveLength(0);
  });

  it("grows beyond its first buffer without losing a sample", () => {
    const count = 200_000;
    const request = new WriteRequest();
    const timestamps = Array.from({ length: count }, (_, i) => 1_700_000_000_000 + i);
    request.add(encodeLabels({ __name__: "x" }), { labels: {}, timestamps, values: timestamps }, 0, count);
    // Each sample: 2 bytes of header, 9 of value, 7 of timestamp.
    expect(request.length).toBeGreaterThan(count * 18);
    expect(request.length).toBeLessThan(count * 18 + 64);
  });

  it("refuses a series with fewer values than timestamps", () => {
    const request = new WriteRequest();
    expect(() => request.add(encodeLabels({}), { labels: {}, timestamps: [1, 2], values: [1] }, 0, 2)).toThrow(
      "timestamps and values differ",
    );
  });
});
