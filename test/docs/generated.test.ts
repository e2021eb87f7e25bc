import { describe, expect, it } from "vitest";
import { findStalePages } from "../../scripts/generate-docs.ts";

describe("a page made from code", () => {
  it("is as the code says; npm run docs writes it anew", async () => {
    const stale = await findStalePages();
    expect(stale.map(({ path }) => path)).toEqual([]);
  });
});
