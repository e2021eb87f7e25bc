import { describe, expect, it } from "vitest";
import { parseSpec } from "../../../src/core/spec/parse-spec.ts";
import { specWith } from "../../fixtures/code-examples.ts";

async function findings(indicator: string): Promise<readonly (readonly string[])[]> {
  const parsed = await parseSpec(specWith("slo", indicator), "a.yaml");
  return (parsed.ok ? parsed.warnings : parsed.diagnostics).map(({ code, problem, remedy }) => [code, problem, remedy]);
}

describe("a recording in the place of a counter", () => {
  it.each([
    {
      indicator: `events: {total: 'job:requests:rate5m{job="q"}', bad: 'job:requests:rate5m{job="q",code="500"}'}`,
      promql: `promql: {errors: 'sum(avg_over_time(job:requests:rate5m{job="q",code="500"}[{{window}}]))', total: 'sum(avg_over_time(job:requests:rate5m{job="q"}[{{window}}]))'}`,
    },
    {
      indicator: `events: {total: ['a:x:rate5m', 'a:y:rate5m'], good: ['a:x:rate5m{a="it''s"}', 'a:y:rate5m{a="b"}']}`,
      promql: `promql: {errors: 'sum(avg_over_time(a:x:rate5m[{{window}}])) + sum(avg_over_time(a:y:rate5m[{{window}}])) - (sum(avg_over_time(a:x:rate5m{a="it''s"}[{{window}}])) + sum(avg_over_time(a:y:rate5m{a="b"}[{{window}}])))', total: 'sum(avg_over_time(a:x:rate5m[{{window}}])) + sum(avg_over_time(a:y:rate5m[{{window}}]))'}`,
    },
  ])("is told once, with what reads it: $indicator", async ({ indicator, promql }) => {
    const metric = /a:x:rate5m|job:requests:rate5m/.exec(indicator)?.[0];
    expect(await findings(indicator)).toEqual([
      [
        "gauge-as-counter",
        `${metric} is recorded by a rule, as its colon says, and does not grow with each event`,
        `name the counter behind it; or, if it is a rate, write ${promql}`,
      ],
    ]);
    expect(await findings(promql)).toEqual([]);
  });

  it("is told inside a query where it is taken for a counter", async () => {
    expect(
      await findings(
        "promql: {errors: 'sum(increase(job:errors:rate5m[{{window}}]))', total: 'sum(avg_over_time(job:x:rate5m[{{window}}]))'}",
      ),
    ).toMatchObject([
      [
        "gauge-as-counter",
        expect.stringMatching(/^job:errors:rate5m /),
        "name the counter behind it; or, if it is a rate, write sum(avg_over_time(job:errors:rate5m[{{window}}]))",
      ],
    ]);
  });
});
