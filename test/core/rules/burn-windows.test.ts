import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { BURN_WINDOWS, burnWindowOf, windowLength } from "../../../src/core/objective/burn-window.ts";
import { listSelectors } from "../../../src/core/promql/list-selectors.ts";
import { generateRules } from "../../../src/core/rules/generate.ts";
import { parseSpecs } from "../../../src/core/spec/parse-specs.ts";
import { seconds } from "../../../src/core/units/seconds.ts";
import { parsePromDuration } from "../../../src/core/units/prom-duration.ts";

const ruleFile = z.object({
  groups: z.array(
    z.object({
      rules: z.array(
        z.object({
          record: z.string().optional(),
          alert: z.string().optional(),
          expr: z.union([z.string(), z.number()]).transform(String),
        }),
      ),
    }),
  ),
});

/** The usual windows, and such as authors bring from elsewhere. */
const MEANT = [...BURN_WINDOWS, "2m", "15m", "3h", "36h"];

const length = (window: string): number => parsePromDuration(window) ?? Number.NaN;

const pairs = MEANT.flatMap((short) =>
  MEANT.filter((long) => length(short) < length(long)).map((long) => ({ short, long })),
);

async function rulesFor(window: string, severity: string, { short, long }: (typeof pairs)[number]) {
  const text = `
version: headroom/v1
service: shop
slos:
  - name: availability
    target: 99%
    window: ${window}
    events: {total: 'requests_total{job="shop"}', bad: 'requests_total{job="shop",code="500"}'}
    alerts: {burn: [{short: ${short}, long: ${long}, above: 2, severity: ${severity}}]}
`;
  const { services, diagnostics } = await parseSpecs([{ file: "shop.yaml", text }]);
  expect(diagnostics).toEqual([]);
  const file = generateRules(services).find(({ path }) => path.endsWith("shop.rules.yaml"));
  return ruleFile.parse(parse(file?.text ?? "")).groups.flatMap(({ rules }) => rules);
}

describe("a burn window", () => {
  it.each([
    [60, "1m"],
    [90, "90s"],
    [150, "150s"],
    [900, "15m"],
    [3600, "1h"],
    [5400, "90m"],
    [43_200, "12h"],
    [86_400, "1d"],
    [129_600, "36h"],
    [1_209_600, "14d"],
  ])("of %i s has one name, %s, and is as long as that says", (whole, name) => {
    const window = burnWindowOf(seconds(whole));
    expect([window, windowLength(window)]).toEqual([name, whole]);
  });

  it("is as long as its name says", () => {
    for (const window of BURN_WINDOWS) expect(windowLength(window)).toBe(parsePromDuration(window));
  });

  it.each(pairs.flatMap((pair) => ["page", "ticket"].map((severity) => ({ ...pair, severity }))))(
    "of a $severity over $short and $long is recorded by the rules that read it",
    async ({ severity, ...pair }) => {
      for (const window of ["30d", "3d"]) {
        const rules = await rulesFor(window, severity, pair);
        const recorded = new Set(rules.map(({ record }) => record));
        const read = rules
          .filter(({ alert }) => alert === "ErrorBudgetBurn")
          .flatMap(({ expr }) => listSelectors(expr).map(({ metric }) => metric));
        expect(read).toEqual(
          expect.arrayContaining([`slo:error_ratio:rate${pair.short}`, `slo:error_ratio:rate${pair.long}`]),
        );
        expect(read.filter((metric) => metric !== "requests_total" && !recorded.has(metric))).toEqual([]);
      }
    },
  );
});
