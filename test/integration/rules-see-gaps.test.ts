import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { type WrittenSeries, writeSeries } from "../../demo/backfill/remote-write.ts";
import { recordRuleHistory } from "../../demo/backfill/rule-history.ts";
import { generateRules } from "../../src/core/rules/generate.ts";
import { errorRatioSeries, RECORDED } from "../../src/core/sli/series-names.ts";
import { counter, objective, service } from "../fixtures/objectives.ts";
import { type PrometheusServer, startPrometheus } from "../fixtures/prometheus-server.ts";

const MINUTE_SECONDS = 60;
const DAY_MINUTES = 1440;
/** Counts are taken at whole half hours, and the story ends at one. */
const END_SECONDS = Math.floor(Date.now() / 1_800_000) * 1800;
const MINUTES = 31 * DAY_MINUTES;
const EVENTS_A_MINUTE = 2000;
const BAD_A_MINUTE = 1;

/** What happens to the counters of one job, by the age of a minute. */
interface Story {
  readonly gap?: { readonly from: number; readonly to: number; readonly allFail: boolean };
  /** The process restarts so often, at a scrape; its counters begin at 0. */
  readonly restartsEvery?: number;
  /** So often all series end, and others begin at 0. */
  readonly renamedEvery?: number;
}

const gap = (length: number, from: number, allFail = true): Story => ({ gap: { from, to: from - length, allFail } });

const STORIES: Readonly<Record<string, Story>> = {
  clean: {},
  "gap-6": gap(6, 600),
  "gap-20": gap(20, 600),
  "gap-90": gap(90, 600),
  "gap-days-ago": gap(90, 10 * DAY_MINUTES),
  "gap-just-over": gap(90, 93),
  "short-gap-just-over": gap(40, 43),
  "harmless-gap": gap(90, 93, false),
  resets: { restartsEvery: 400 },
  churn: { renamedEvery: DAY_MINUTES },
  all: { ...gap(20, 600), restartsEvery: 700, renamedEvery: DAY_MINUTES },
};

const isInGap = ({ gap: one }: Story, age: number): boolean => one !== undefined && age <= one.from && age > one.to;
const badOf = (story: Story, age: number): number =>
  isInGap(story, age) && story.gap?.allFail === true ? EVENTS_A_MINUTE : BAD_A_MINUTE;

/** Minutes by age, the oldest first; the events of a minute are in its sample. */
const AGES = Array.from({ length: MINUTES }, (_, i) => MINUTES - 1 - i);

/** The truth: bad among all events of the newest minutes, one by one. */
function truth(story: Story, minutes: number): number {
  const bad = AGES.slice(-minutes).reduce((sum, age) => sum + badOf(story, age), 0);
  return bad / (minutes * EVENTS_A_MINUTE);
}

function seriesOf(job: string, story: Story): readonly WrittenSeries[] {
  const written = new Map<string, { timestamps: number[]; good: number[]; bad: number[] }>();
  let [good, bad] = [0, 0];
  for (const age of AGES) {
    const life = story.renamedEvery === undefined ? 0 : Math.floor(age / story.renamedEvery);
    const isBorn = story.renamedEvery !== undefined && age % story.renamedEvery === story.renamedEvery - 1;
    if (isBorn || (story.restartsEvery !== undefined && age % story.restartsEvery === 0)) [good, bad] = [0, 0];
    if (!isBorn) {
      bad += badOf(story, age);
      good += EVENTS_A_MINUTE - badOf(story, age);
    }
    if (isInGap(story, age)) continue;
    const one = written.get(String(life)) ?? { timestamps: [], good: [], bad: [] };
    written.set(String(life), one);
    one.timestamps.push((END_SECONDS - age * MINUTE_SECONDS) * 1000);
    one.good.push(good);
    one.bad.push(bad);
  }
  return [...written].flatMap(([life, { timestamps, ...values }]) =>
    (["good", "bad"] as const).map((of) => ({
      labels: { __name__: "http_requests_total", job, pod: `pod-${life}`, code: of === "good" ? "200" : "500" },
      timestamps,
      values: values[of],
    })),
  );
}

const objectives = Object.keys(STORIES).map((job) =>
  objective({
    slo: job,
    indicator: {
      kind: "events",
      total: [counter("http_requests_total", { job })],
      counted: { as: "bad", selectors: [counter("http_requests_total", { job }, { code: "5.." })] },
    },
  }),
);

describe("the recorded ratios of days, of events that nobody scraped while they happened", () => {
  let prometheus: PrometheusServer;
  let folder: string;
  const rules = (): string =>
    generateRules([service(objectives)]).find(({ path }) => path.endsWith(".rules.yaml"))?.text ?? "";
  const said = async (name: string, slo: string): Promise<number | undefined> =>
    (await prometheus.instant(`${name}{slo="${slo}"}`, END_SECONDS))[0]?.samples[0]?.value;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "headroom-gaps-"));
    prometheus = await startPrometheus();
    for (const [job, story] of Object.entries(STORIES)) await writeSeries(prometheus.url, seriesOf(job, story));
    await writeFile(join(folder, "checkout.rules.yaml"), rules());
    const range = async (expression: string, start: number, end: number, step: number) =>
      (await prometheus.range(expression, start, end, step)).map(({ metric, samples }) => ({
        labels: metric,
        points: samples.map(({ at, value }) => [at, value] as const),
      }));
    await recordRuleHistory(folder, { url: prometheus.url, range }, END_SECONDS);
  }, 300_000);

  afterAll(async () => {
    await prometheus?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  describe.each([
    { series: errorRatioSeries("2h"), minutes: 120, isDays: false },
    { series: errorRatioSeries("1d"), minutes: DAY_MINUTES, isDays: true },
    { series: errorRatioSeries("3d"), minutes: 3 * DAY_MINUTES, isDays: true },
    { series: RECORDED.windowErrorRatio, minutes: 30 * DAY_MINUTES, isDays: true },
  ])("$series", ({ series, minutes, isDays }) => {
    it.each(Object.keys(STORIES))("tells the truth of %s", async (job) => {
      const right = truth(STORIES[job] ?? {}, minutes);
      const tolerance = job === "clean" && isDays ? 0.001 : 0.005;
      const value = (await said(series, job)) ?? Number.NaN;
      expect(Math.abs(value / right - 1), `${value} for ${right}`).toBeLessThan(tolerance);
    });
  });

  it.each([
    { job: "gap-just-over", pages: true },
    { job: "short-gap-just-over", pages: true },
    { job: "harmless-gap", pages: false },
    { job: "clean", pages: false },
    { job: "resets", pages: false },
    { job: "churn", pages: false },
  ])("pages $pages for $job", async ({ job, pages }) => {
    const { groups } = parse(rules()) as { groups: { rules: { alert?: string; expr: string; labels: object }[] }[] };
    const page = groups
      .flatMap((group) => group.rules)
      .find(({ alert, labels }) => {
        const { slo, severity } = labels as { slo?: string; severity?: string };
        return alert === "ErrorBudgetBurn" && severity === "page" && slo === job;
      });
    expect(await prometheus.instant(page?.expr ?? "", END_SECONDS)).toHaveLength(pages ? 1 : 0);
  });
});
