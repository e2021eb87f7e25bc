import { writeFileSync } from "node:fs";
import { type Point, summarize } from "../test/differential/comparison.ts";
import { runAlerts } from "../test/differential/paths/alerts.ts";
import { runCold } from "../test/differential/paths/cold.ts";
import { runLive } from "../test/differential/paths/live.ts";
import { runRecorded } from "../test/differential/paths/recorded.ts";
import { runRestarted } from "../test/differential/paths/restarted.ts";
import { runResumed } from "../test/differential/paths/resumed.ts";
import { recordPast, rulesOf } from "../test/differential/paths/rules.ts";
import { startSource } from "../test/differential/paths/source.ts";
import { printSummaries, printVerdicts } from "../test/differential/table.ts";
import { CATEGORIES, type Category } from "../test/differential/world/categories.ts";
import { makeWorld, SEED } from "../test/differential/world/world.ts";

// npm run exactness: every way of counting against the same generated events, as a page of the docs.

const PAGE = new URL("../docs/reference/exactness.md", import.meta.url);

const ABOUT: Readonly<Record<Category, string>> = {
  clean: "two pods, scraped every 30 s; nothing goes wrong but 0.4 % of the requests",
  restarts: "each process begins anew every two to six hours",
  rollouts: "three pods are replaced twice a day; the series of errors is born by the first error, above zero",
  "comes back": "processes restart every 20 to 60 min; the series of errors is absent until the next error",
  gaps: "nobody scrapes for 1 to 90 min, six times, and all requests of these gaps fail",
  "born in a gap": "the same, and there was no error before",
  irregular: "scrapes come up to 40 % of an interval sooner or later, and 15 % are missed",
  late: "samples can be queried up to a minute after their time, some after their successors, and processes restart every 5 to 25 min; only the ledger that runs all the time notices",
  replicas: "two Prometheus scrape the same pods; each misses 10 % of the scrapes, and has a gap",
  "idle nights": "no request at all for eight hours a day",
  "night outage": "30 % of the requests fail for an hour of the night, with a twentieth of the usual traffic",
  "peak outage": "30 % of them fail for the busiest hour of the day",
  "few events": "some requests an hour",
  histogram: "a latency objective on buckets, with restarts and an hour of slow requests",
  "crash loop": "one of two processes lives 20 to 70 s, for hours",
  "busy crash loop": "a process with thousands of requests a scrape lives 25 to 50 s, for days",
  "rare errors": "one that lives 20 to 100 s, and whose series of errors is mostly absent",
  "all at once": "restarts, rollouts, irregular and missed scrapes, gaps and an outage",
};

/** What is promised, in percent. */
const PROMISED = 0.5;

const INTRODUCTION = `# Exactness

How far Headroom's numbers are from the events that they count. \`npm run exactness\` writes this page; this one is of seed ${SEED}.

Processes of eighteen services are simulated, second by second, for five days, and each event is written down. What scrapes of them would have read is written into a real Prometheus. Then every window of every service is counted in five ways, at moments of the last 20 hours that lie anywhere to the hour and to the scrapes, and held against the events themselves. SLO windows are of 1, 2 or 4 days. \`HEADROOM_SEED=7 npm run exactness\` makes another world; the same seed makes the same one.

| category | what its service goes through |
|---|---|
${CATEGORIES.map((category) => `| ${category} | ${ABOUT[category]} |`).join("\n")}

An event counts from the first sample that shows it on: what a process counted after its last scrape is in no sample, and a restart that no counter of the target shows, because all of them are above their old values again, is seen by nobody. One column says how far the ratio is from all events that really happened, at the time when they did; at a moment within a gap, what it hides is in no sample yet.

All deviations are relative to the truth and in percent, those of a ratio relative to the ratio; counts of bad events below five are taken for five. *Beyond the edges* is what is left when the edges of the window may lie anywhere within what a reader can know: the old edge of the ledger within one of its rows (30 s for windows up to 6 h, 5 min up to 3 d, an hour beyond), those of rates within two scrapes, or by the first scrape after a gap that it lies in, and those of windows that rules count seldom by an interval of their group and the 5 min besides that first values are judged late; a sample that was overtaken by its successor is dated by that one. It is promised to be at most ${PROMISED} for windows of a day and more; the tests hold each way and category to that, or to a ceiling where it is not so yet.`;

const LIVE =
  "It has followed the counters step by step, every 30 s, from a simulated Prometheus that shows late samples late.";
const RESUMED =
  "The same, but its process ends every half an hour to two hours; 1 to 15 min later the next one goes on from a checkpoint that was up to 5 min old at the end. It is read at the same moments, or by the next process where there is none.";
const RESTARTED =
  "It began with what a real Prometheus holds, and went on step by step from there; for 20 min none of its questions was answered.";
const COLD = "All is read from a real Prometheus at once.";
const RECORDED =
  "The expressions of the generated rules, evaluated by Prometheus at each moment; what they read of other rules was recorded before, at the pace of its group. Rules tell ratios alone.";
const PAGES =
  "The expression of the page at every evaluation of 20 hours, against its conditions as the events themselves fulfil them. Moments within a tenth of a threshold have no verdict, nor those within the time that rules may take to notice.";

const world = makeWorld(SEED);
const source = await startSource(world);
try {
  const cold = await runCold(world, source);
  const restarted = await runRestarted(world, source);
  for (const service of world.services) await recordPast(source.server, world, rulesOf(service));
  const recorded = await runRecorded(world, source);
  const verdicts = await runAlerts(world, source);
  writeFileSync(
    PAGE,
    `${[
      INTRODUCTION,
      section("A ledger that runs all the time", LIVE, runLive(world)),
      section("A ledger that goes on from a checkpoint", RESUMED, runResumed(world)),
      section("A ledger that was started anew", RESTARTED, restarted),
      section("`headroom status`", COLD, cold),
      section("The recording rules", RECORDED, recorded),
      `## Pages\n\n${PAGES}\n\n${printVerdicts(verdicts)}`,
    ].join("\n\n")}\n`,
  );
} finally {
  await source.stop();
}

function section(title: string, text: string, points: readonly Point[]): string {
  return [
    `## ${title}`,
    text,
    "Windows of a day and more:",
    printSummaries(summarize(points, true)),
    "Shorter windows, which hold few events:",
    printSummaries(summarize(points, false)),
  ].join("\n\n");
}
