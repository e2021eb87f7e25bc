import { expect, it } from "vitest";
import { exampleSeries } from "../../src/core/rules/tests/example-series.ts";
import { counter } from "../fixtures/objectives.ts";

it("invents no test data where good events and the rest would be in different groups", () => {
  const indicator = {
    kind: "events",
    total: [counter("http_requests_total")],
    counted: { as: "good", selectors: [counter("http_requests_total", {}, { a: "" })] },
  } as const;
  expect(exampleSeries({ indicator, by: ["code", "a"], byInData: {} })).toBeUndefined();
  expect(exampleSeries({ indicator, by: ["code"], byInData: {} })).toHaveLength(2);
});
