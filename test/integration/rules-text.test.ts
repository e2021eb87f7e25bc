import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { generateRules } from "../../src/core/rules/generate.ts";
import { objective, service } from "../fixtures/objectives.ts";
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
