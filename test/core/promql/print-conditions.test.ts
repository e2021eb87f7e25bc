import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type BinaryOperator,
  binary,
  type Expression,
  number,
  verbatim,
  vector,
} from "../../../src/core/promql/expression.ts";
import { printConditions, printExpression } from "../../../src/core/promql/print.ts";

const leaf: fc.Arbitrary<Expression> = fc.constantFrom(
  vector({ metric: "a", matchers: [] }),
  vector({ metric: "b", matchers: [] }),
  number(-1),
  verbatim("c or d"),
);

const { tree } = fc.letrec<{ tree: Expression }>((tie) => ({
  tree: fc.oneof(
    { depthSize: "small" },
    leaf,
    fc
      .tuple(tie("tree"), fc.constantFrom<BinaryOperator[]>("and", "or", "unless", "+", "*", ">"), tie("tree"))
      .map(([left, operator, right]) => binary(left, operator, right)),
  ),
}));

describe("printConditions", () => {
  it("differs from one line in its line breaks alone, so it means the same", () => {
    fc.assert(
      fc.property(tree, (expression) => {
        expect(printConditions(expression).replaceAll("\n", " ")).toBe(printExpression(expression));
      }),
      { numRuns: 1000 },
    );
  });

  it("gives each condition of the outermost and and or a line of its own", () => {
    const a = binary(vector({ metric: "a", matchers: [] }), ">", number(1));
    expect(printConditions(binary(binary(a, "and", a), "or", binary(a, "and", a)))).toBe(
      "a > 1\nand a > 1\nor a > 1\nand a > 1",
    );
  });
});
