import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import type { Objective } from "../../src/core/objective/objective.ts";
import { generateRules } from "../../src/core/rules/generate.ts";
import { indicators, objective, service } from "../fixtures/objectives.ts";
import { PROMTOOLS, runProgram } from "../fixtures/promtool.ts";

const RULES = "checkout.rules.yaml";
const STEP_SECONDS = 60;
const EVENTS = 100_000;

/** promtool evaluates every group at every step: so many hours later more than half of the 30 d budget's samples are there. */
const CALM_STEPS = 1800;
const BURN_STEPS = 12;

const tested = objective({ runbook: "https://runbooks.example.com/checkout" });

/** The budget's share that is left, in percent, of all events until then. */
const percentLeft = (badPerStep: number, burnSteps: number): number =>
  100 * (1 - (burnSteps * badPerStep) / ((CALM_STEPS + burnSteps) * EVENTS) / 0.001);

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "headroom-text-"));
  await writeFile(
    join(folder, RULES),
    generateRules([service([tested])]).find(({ path }) => path.endsWith(RULES))?.text ?? "",
  );
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** Minutes of calm before a gap, so that six hours are known, and after it. */
const CALM = 400;
const BACK = 4;

/** A gap of some minutes, in which everything fails, and whether it goes on to do so. */
interface GapStory {
  readonly minutes: number;
  readonly failsOn: boolean;
}

/** A counter that grows in calm minutes, in those of the gap, and afterwards. */
const counterOver = ({ minutes }: GapStory, calm: number, gap: number, after: number): string => {
  const back = CALM * calm + minutes * gap + after;
  return `0+${calm}x${CALM} _x${minutes} ${back}+${after}x${BACK}`;
};

function gapSeries(story: GapStory): readonly object[] {
  const all = counterOver(story, EVENTS, EVENTS, EVENTS);
  const good = counterOver(story, EVENTS, 0, story.failsOn ? 0 : EVENTS);
  const bad = counterOver(story, 0, EVENTS, story.failsOn ? EVENTS : 0);
  return [
    { series: 'http_requests_total{job="checkout",code="200"}', values: good },
    { series: 'http_requests_total{job="checkout",code="500"}', values: bad },
    { series: 'http_request_duration_seconds_count{job="checkout",handler="/a"}', values: all },
    { series: 'http_request_duration_seconds_bucket{job="checkout",handler="/a",le="0.3"}', values: good },
  ];
}

/** What promtool says of the page after a gap, which it shows only where something else was expected. */
async function pageAfter(story: GapStory, of: Objective, promtool: string): Promise<string> {
  const text = generateRules([service([of])]).find(({ path }) => path.endsWith(RULES))?.text ?? "";
  await writeFile(join(folder, "gap.rules.yaml"), text);
  const at = `${CALM + story.minutes + BACK}m`;
  const tests = [
    {
      interval: `${STEP_SECONDS}s`,
      input_series: gapSeries(story),
      alert_rule_test: [{ eval_time: at, alertname: "ErrorBudgetBurn", exp_alerts: [] }],
    },
  ];
  await writeFile(
    join(folder, "gap.test.yaml"),
    stringify({ rule_files: ["gap.rules.yaml"], evaluation_interval: `${STEP_SECONDS}s`, tests }),
  );
  return (await runProgram(promtool, ["test", "rules", "gap.test.yaml"], folder)).output;
}

const grouped = objective({ slo: "latency", indicator: indicators.classic, by: ["handler"] });

describe.each(PROMTOOLS)("the text of a page for what nobody scraped, rendered by $version", ({ path }) => {
  it.each([
    { minutes: 40, of: tested, told: "checkout-availability failed", query: 'checkout",code=~"5.."}[6h]' },
    { minutes: 20, of: tested, told: "checkout-availability failed", query: 'checkout",code=~"5.."}[6h]' },
    {
      minutes: 40,
      of: grouped,
      told: "checkout-latency (handler=/a) was slower than 300ms",
      query: 'checkout",handler="/a"}[6h]',
    },
  ])(
    "says that nothing was scraped, and since when: $told for $minutes minutes",
    async ({ minutes, of, told, query }) => {
      const output = await pageAfter({ minutes, failsOn: false }, of, await path());
      const words =
        / while nothing was scraped, at most (\d+)m \d+s ago; what was scraped since does not burn: budget left not known yet"/;
      expect(output).toContain(`summary="${told} while`);
      const minutesAgo = Number(words.exec(output)?.[1]);
      expect(minutesAgo, output).toBeGreaterThanOrEqual(minutes + BACK);
      // As long as rates last, as Prometheus would read the last of them, and as far as moments are apart.
      expect(minutesAgo).toBeLessThanOrEqual(minutes + BACK + 5 + 5 + 2);
      expect(output).toContain("Nobody could be told earlier: the first scrape afterwards brought it to light.");
      expect(output.replaceAll("\\", "")).toContain(query);
    },
    300_000,
  );

  it("is that of any other page where the failures go on", async () => {
    const output = await pageAfter({ minutes: 40, failsOn: true }, tested, await path());
    expect(output).toContain('summary="checkout-availability is failing ');
    expect(output).not.toContain("nothing was scraped");
  }, 300_000);
});

describe.each(PROMTOOLS)("the page's text, rendered by $version", ({ path }) => {
  it.each([
    {
      badPerStep: 10_000,
      words: /, (?<percent>[\d.]+)% of the 30d budget left, gone in (?<hours>\d)h (?<minutes>\d+)m"/,
      sign: 1,
    },
    { badPerStep: 50_000, words: /, none of the 30d budget left, overspent by (?<percent>[\d.]+)%"/, sign: -1 },
  ])(
    "tells the budget once half of its window is known: $badPerStep bad events a step",
    async ({ badPerStep, words, sign }) => {
      const share = badPerStep / EVENTS;
      const good = EVENTS - badPerStep;
      const at = (CALM_STEPS + BURN_STEPS) * STEP_SECONDS;
      await writeFile(
        join(folder, "test.yaml"),
        stringify({
          rule_files: [RULES],
          evaluation_interval: `${STEP_SECONDS}s`,
          tests: [
            {
              interval: `${STEP_SECONDS}s`,
              input_series: [
                {
                  series: 'http_requests_total{job="checkout",code="200"}',
                  values: `0+${EVENTS}x${CALM_STEPS} ${EVENTS * CALM_STEPS + good}+${good}x${BURN_STEPS - 1}`,
                },
                {
                  series: 'http_requests_total{job="checkout",code="500"}',
                  values: `0+0x${CALM_STEPS} ${badPerStep}+${badPerStep}x${BURN_STEPS - 1}`,
                },
              ],
              alert_rule_test: [{ eval_time: `${at}s`, alertname: "ErrorBudgetBurn", exp_alerts: [] }],
            },
          ],
        }),
      );
      const { output } = await runProgram(await path(), ["test", "rules", "test.yaml"], folder);
      // promtool shows what it got only where something else was expected.
      expect(output).toContain(
        `summary="checkout-availability is failing ${share * 100}% of requests: burning ${(share * 1000).toFixed(1)}x, `,
      );
      const { percent, hours, minutes } = words.exec(output)?.groups ?? {};
      // Which of two groups comes first within a step is promtool's choice, so the text may know one or two steps less.
      expect(sign * Number(percent), output).toBeGreaterThan(percentLeft(badPerStep, BURN_STEPS) - 0.1);
      expect(sign * Number(percent)).toBeLessThan(percentLeft(badPerStep, BURN_STEPS - 2) + 0.1);
      const goneInSeconds = ((Number(percent) / 100) * 2_592_000 * 0.001) / share;
      if (hours !== undefined)
        expect(Math.abs(Number(hours) * 3600 + Number(minutes) * 60 - goneInSeconds)).toBeLessThan(90);
      expect(output).toContain('runbook_url="https://runbooks.example.com/checkout"');
    },
    300_000,
  );
});
