import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { generateRules } from "../../src/core/rules/generate.ts";
import { windowsRecorded } from "../../src/core/objective/burn-window.ts";
import { errorRatioSeries, RECORDED } from "../../src/core/sli/series-names.ts";
import { type Step, STEP_SECONDS, printCounter, verdicts } from "../fixtures/incident-story.ts";
import { objective, service } from "../fixtures/objectives.ts";
import { PROMTOOLS, runProgram } from "../fixtures/promtool.ts";

const HOUR = 3600 / STEP_SECONDS;

interface Phase {
  readonly hours: number;
  readonly eventsPerStep: number;
  readonly badShare: number;
  readonly scraped?: boolean;
}

/** Errors are spread evenly over whole events: a share of 0.001 of 100 events is one in every tenth step. */
function tell(phases: readonly Phase[]): readonly Step[] {
  let owed = 0;
  return phases.flatMap(({ hours, eventsPerStep, badShare, scraped = true }) =>
    Array.from({ length: Math.round(hours * HOUR) }, (): Step => {
      owed += eventsPerStep * badShare;
      const bad = Math.floor(owed);
      owed -= bad;
      return { good: eventsPerStep - bad, bad, scraped };
    }),
  );
}

const DAY = { eventsPerStep: 3000, badShare: 0.0002 };
const NIGHT = { eventsPerStep: 60, badShare: 0 };

/** Before anything happens, so that the rates have something to start from. */
const ORDINARY = { hours: 1, eventsPerStep: 300, badShare: 0 };

const STORIES: readonly {
  readonly name: string;
  readonly phases: readonly Phase[];
  readonly errorsBornLate?: boolean;
  readonly pages: boolean;
}[] = [
  {
    name: "an incident at night, with little traffic",
    phases: [
      { hours: 1, ...DAY },
      { hours: 1.5, ...NIGHT },
      { hours: 0.5, ...NIGHT, badShare: 0.3 },
      { hours: 1, ...NIGHT },
    ],
    pages: true,
  },
  {
    name: "an incident at the peak",
    phases: [
      { hours: 2, ...DAY },
      { hours: 0.2, ...DAY, badShare: 0.3 },
      { hours: 1, ...DAY },
    ],
    pages: true,
  },
  {
    name: "a slow leak that only the longer pair sees",
    phases: [
      { hours: 1, ...DAY },
      { hours: 2, ...DAY, badShare: 0.012 },
      { hours: 0.7, ...DAY },
    ],
    pages: true,
  },
  {
    name: "idle hours",
    phases: [
      { hours: 1, ...DAY },
      { hours: 2, eventsPerStep: 0, badShare: 0 },
      { hours: 1, ...DAY },
    ],
    pages: false,
  },
  {
    name: "no failure ever, and so no error series",
    phases: [{ hours: 2, eventsPerStep: 300, badShare: 0 }],
    errorsBornLate: true,
    pages: false,
  },
  {
    name: "an error series that is born by the incident",
    phases: [
      { hours: 2, eventsPerStep: 300, badShare: 0 },
      { hours: 0.3, eventsPerStep: 300, badShare: 0.2 },
      { hours: 1, eventsPerStep: 300, badShare: 0 },
    ],
    errorsBornLate: true,
    pages: true,
  },
  {
    name: "two failures in a quiet night, too few to wake anybody",
    phases: [
      { hours: 1, eventsPerStep: 1, badShare: 0 },
      { hours: 1 / 60, eventsPerStep: 1, badShare: 1 },
      { hours: 2, eventsPerStep: 1, badShare: 0 },
    ],
    pages: false,
  },
  {
    name: "scrapes that fail for half an hour",
    phases: [
      { hours: 1, ...DAY },
      { hours: 0.5, ...DAY, scraped: false },
      { hours: 1, ...DAY },
    ],
    pages: false,
  },
  { name: "a total that is never there", phases: [{ hours: 1, ...DAY, scraped: false }], pages: false },
];

const RULES = "checkout.rules.yaml";

interface Group {
  readonly name: string;
  readonly rules: readonly { readonly record?: string; readonly alert?: string }[];
}

/** What tickets and budgets hang on would be evaluated as often, and is not asked. */
function isAsked({ name }: Group, { record, alert }: Group["rules"][number]): boolean {
  return (
    name.endsWith(":fast") ||
    alert === "SliDataMissing" ||
    record === RECORDED.newestSample ||
    record === RECORDED.burntUnseen ||
    record?.startsWith("slo:bad_events:sum") === true ||
    windowsRecorded("steady").some((window) => record === errorRatioSeries(window))
  );
}

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "headroom-oracle-"));
  const [rules] = generateRules([service([objective()])]).filter(({ path }) => path.endsWith(".rules.yaml"));
  const { groups } = parse(rules?.text ?? "");
  await writeFile(
    join(folder, RULES),
    stringify({
      groups: groups.map((group: Group) => ({ ...group, rules: group.rules.filter((rule) => isAsked(group, rule)) })),
    }),
  );
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** Plays a story to promtool, which compares what fires at every second step with the verdicts. */
async function play(promtool: string, story: readonly Step[], errorsBornLate: boolean): Promise<string> {
  const told = verdicts(story);
  const moments = told.flatMap((verdict, i) =>
    i > 0 && i % 2 === 0 ? [{ ...verdict, at: `${i * STEP_SECONDS}s` }] : [],
  );
  const expectation = (alertname: string, severity: string, at: string, fires: boolean) => ({
    expr: `count by (alertname) (ALERTS{alertname="${alertname}",severity="${severity}",alertstate="firing"})`,
    eval_time: at,
    exp_samples: fires ? [{ labels: `{alertname="${alertname}"}`, value: 1 }] : [],
  });
  const file = join(folder, `${Math.random().toString(36).slice(2)}.yaml`);
  await writeFile(
    file,
    stringify({
      rule_files: [RULES],
      evaluation_interval: `${STEP_SECONDS}s`,
      tests: [
        {
          interval: `${STEP_SECONDS}s`,
          input_series: [
            { series: 'http_requests_total{job="checkout",code="200"}', values: printCounter(story, "good", false) },
            {
              series: 'http_requests_total{job="checkout",code="500"}',
              values: printCounter(story, "bad", errorsBornLate),
            },
          ],
          promql_expr_test: moments.flatMap(({ page, missing, at }) => [
            ...(page === undefined ? [] : [expectation("ErrorBudgetBurn", "page", at, page)]),
            expectation("SliDataMissing", "ticket", at, missing),
          ]),
        },
      ],
    }),
  );
  return (await runProgram(promtool, ["test", "rules", file], folder)).output;
}

describe.each(PROMTOOLS)("the page, as $version evaluates it, against a count of events", ({ path }) => {
  it.each(STORIES)(
    "agrees on $name",
    async ({ phases, errorsBornLate = false, pages }) => {
      const story = tell(phases);
      const told = verdicts(story);
      expect(told.some(({ page }) => page === true)).toBe(pages);
      expect(told.filter(({ page }) => page === undefined).length / told.length).toBeLessThan(0.15);
      expect(await play(await path(), story, errorsBornLate)).toContain("SUCCESS");
    },
    120_000,
  );

  it("agrees on days that nobody thought of", async () => {
    const promtool = await path();
    const phase = fc.record({
      hours: fc.constantFrom(0.1, 0.3, 1),
      eventsPerStep: fc.constantFrom(0, 10, 300, 3000),
      badShare: fc.constantFrom(0, 0.0005, 0.004, 0.02, 0.1, 1),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(phase, { minLength: 2, maxLength: 5 }), async (phases) => {
        expect(await play(promtool, tell([ORDINARY, ...phases]), false)).toContain("SUCCESS");
      }),
      { numRuns: 6 },
    );
  }, 240_000);
});
