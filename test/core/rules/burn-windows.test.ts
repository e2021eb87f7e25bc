import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { BURN_WINDOWS, windowLength } from "../../../src/core/objective/burn-window.ts";
import { listSelectors } from "../../../src/core/promql/list-selectors.ts";
import { generateRules } from "../../../src/core/rules/generate.ts";
import { parseSpecs } from "../../../src/core/spec/parse-specs.ts";
import { specJsonSchema } from "../../../src/core/spec/shape/json-schema.ts";
import { parsePromDuration } from "../../../src/core/units/prom-duration.ts";

const schema = z.object({
  properties: z.object({
    slos: z.object({
      items: z.object({
        properties: z.object({
          alerts: z.object({
            properties: z.object({
              burn: z.object({
                items: z.object({
                  properties: z.object({
                    short: z.object({ enum: z.array(z.string()) }),
                    long: z.object({ enum: z.array(z.string()) }),
                  }),
                }),
              }),
            }),
          }),
        }),
      }),
    }),
  }),
});

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

/** What an editor offers, and so what people write. */
const accepted =
  schema.parse(specJsonSchema()).properties.slos.items.properties.alerts.properties.burn.items.properties;

const length = (window: string): number => parsePromDuration(window) ?? Number.NaN;

const pairs = accepted.short.enum.flatMap((short) =>
  accepted.long.enum.filter((long) => length(short) < length(long)).map((long) => ({ short, long })),
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
        expect(read.filter((metric) => !recorded.has(metric))).toEqual([]);
      }
    },
  );
});
