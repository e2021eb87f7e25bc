import { describe, expect, it } from "vitest";
import { generateRules } from "../../src/core/rules/generate.ts";
import { parseSpecs } from "../../src/core/spec/parse-specs.ts";

const spec = (target: string): string => `
version: headroom/v1
service: shop
slos:
  - name: a
    target: ${target}
    events: {total: x_total, bad: 'x_total{code="500"}'}
`;

const parsed = (target: string) => parseSpecs([{ file: "shop.yaml", text: spec(target) }]);

describe("a target so near to one that nothing is left to burn", () => {
  it.each(["0.9999999999996", "0.9999999999999999", "0.9999999991", "99.99999999%", '"99.99999992 %"'])(
    "%s is refused at its place, with the strictest that can be kept",
    async (target) => {
      expect((await parsed(target)).diagnostics).toMatchObject([
        { code: "objective-out-of-range", line: 6, remedy: "write 99.9999999% or less" },
      ]);
    },
  );

  it.each(["99.9999999%", "0.999999999", "0.000000001", "1e-300"])("%s makes rules", async (target) => {
    const { services, diagnostics } = await parsed(target);
    expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(generateRules(services).length).toBeGreaterThan(0);
  });
});
