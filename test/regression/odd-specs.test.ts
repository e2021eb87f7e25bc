import { describe, expect, it } from "vitest";
import { generatedSpec, type GeneratedSpec } from "../../fuzz/generated-spec.ts";
import { promtools } from "../../fuzz/promtools.ts";
import { refusedFiles } from "../../fuzz/refused-files.ts";
import { parseSpec } from "../../src/core/spec/parse-spec.ts";

const spec = (slo: object): string =>
  JSON.stringify({ version: "headroom/v1", service: "a", slos: [{ name: "b", target: "99%", ...slo }] });

const events = (matcher: string): object => ({ events: { total: "x_total", bad: `x_total{${matcher}}` } });

async function generated(slo: object): Promise<GeneratedSpec> {
  const attempt = await generatedSpec(spec(slo));
  if (attempt.kind !== "generated") throw new Error(`the spec was ${attempt.kind}`);
  return attempt;
}

/** The stories of the SLO, without those of its service's rules. */
const storiesOf = ({ stories }: GeneratedSpec): ReadonlyMap<string, string> =>
  new Map([...stories].filter(([name]) => /^["']b: /.test(name)));

/** What the promtools say of the story of a fast burn, which foretells the texts of alerts. */
async function playedStory(slo: object): Promise<readonly string[]> {
  const { rules, stories } = await generated(slo);
  const tests = stories.get("'b: fast burn'") ?? stories.get('"b: fast burn"');
  expect(tests).toContain("alert_rule_test");
  const said = await Promise.all((await promtools()).map((tool) => refusedFiles(tool, [{ rules, tests }])));
  return said.flatMap((refusals) => [...refusals.values()]);
}

describe("the tests that are generated of an SLO hold", () => {
  it.each([
    { what: "with a target next to 1", slo: { target: "99.9999999%", ...events('code="500"') } },
    { what: "with many bad events for a page", slo: { ...events('code="500"'), alerts: { minBadEvents: 1e6 } } },
    { what: "on a label with the name of an object's member", slo: events('toString=~"5.."') },
    { what: "on texts in bytes", slo: events('code="500",a!="\\xff"') },
  ])("$what", async ({ slo }) => {
    expect(await playedStory(slo)).toEqual([]);
  });

  it.each([
    {
      what: "a query that drops the label of its groups",
      slo: {
        by: ["handler"],
        promql: { errors: "sum(rate(x_total[{{window}}]))", total: "sum(rate(y_total[{{window}}]))" },
      },
    },
    {
      what: "more bad events for a page than seconds",
      slo: { probe: { success: "up" }, alerts: { minBadEvents: 1000 } },
    },
  ])("for they are left out for $what", async ({ slo }) => {
    expect([...storiesOf(await generated(slo)).keys()]).toEqual([]);
  });

  it("although a text that would show a half foretells nothing", async () => {
    const burn = [{ short: "5m", long: "36m", above: 1.2, severity: "page" }];
    const stories = storiesOf(await generated({ ...events('code="500"'), alerts: { burn } }));
    const texts = [...stories.values()].filter((story) => story.includes("alert_rule_test"));
    expect(stories.size).toBeGreaterThan(1);
    expect(texts).toEqual([]);
  });
});

describe("the story of a gap", () => {
  it.each([
    { target: "99%", told: true },
    { target: "30%", told: false },
  ])("is told of a target of $target: $told, which the minutes around the gap may keep", async ({ target, told }) => {
    const stories = storiesOf(await generated({ ...events('code="500"'), target }));
    expect([...stories.keys()].some((name) => name.includes("errors in a scrape gap"))).toBe(told);
  });
});

describe("a label of by that no list of labels can hold", () => {
  it.each(["inf", "NaN", "without", "a\ufffd"])("%s is refused, whatever it is called", async (label) => {
    const parsed = await parseSpec(spec({ ...events('a="b"'), by: [{ label, as: "c" }] }), "a.yaml");
    expect(parsed.ok ? [] : parsed.diagnostics.map(({ code }) => code)).toEqual(["label-name"]);
  });

  it("is told of as new where it needs quotes", async () => {
    const parsed = await parseSpec(spec({ ...events('a="b"'), by: ["a:b"] }), "a.yaml");
    expect(parsed.ok && parsed.warnings.map(({ code }) => code)).toEqual(["promql-utf8-name"]);
  });
});
