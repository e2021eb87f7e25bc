import { seededRandom } from "../../../demo/backfill/random.ts";
import type { Indicator } from "../../../src/core/objective/indicator.ts";
import type { Objective } from "../../../src/core/objective/objective.ts";
import { ratio } from "../../../src/core/units/ratio.ts";
import { days, type Seconds, seconds } from "../../../src/core/units/seconds.ts";
import { counter, objective } from "../../fixtures/objectives.ts";
import { CATEGORIES, type Category, PLANS, type ServicePlan } from "./categories.ts";
import { type Course, DAY_MS, HOUR_MS } from "./courses.ts";
import { EventLog } from "./event-log.ts";
import type { Truth } from "./place.ts";
import { live } from "./process.ts";
import { SecondLog } from "./second-log.ts";
import { type SampledSeries, TargetReader } from "./target-reader.ts";

/** A service, the objective about it, and what truly happened. */
export interface SimulatedService {
  readonly category: Category;
  readonly objective: Objective;
  readonly plan: ServicePlan;
  readonly truth: Truth;
  readonly scrapeMs: number;
}

/** Services of every category, and all samples of them. */
export interface World {
  readonly seed: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly services: readonly SimulatedService[];
  readonly series: readonly SampledSeries[];
}

/** Repeats a run, or tries another world: `HEADROOM_SEED=7 vitest run test/differential`. */
export const SEED = Number(process.env["HEADROOM_SEED"] ?? "1");

/** How windows, tiers and data lie to each other depends on the moment: it is drawn with the seed. */
const BASE_MS = Date.UTC(2026, 2, 5);
const SCRAPE_MS = 30_000;
/** A day of moments to look at, the longest window before each, and its whole hours. */
const LENGTH_MS = 5.2 * DAY_MS;
const SLO_WINDOWS: readonly Seconds[] = [days(1), days(2), days(4)];

/** The world of a seed: the same bytes each time. */
export function makeWorld(seed: number, categories: readonly Category[] = CATEGORIES): World {
  const toMs = BASE_MS + Math.floor(seededRandom(`end ${seed}`).unit() * DAY_MS);
  const fromMs = Math.round(toMs - LENGTH_MS);
  const reader = new TargetReader();
  const services = categories.map((category) => makeService({ category, seed, fromMs, toMs }, reader));
  return { seed, fromMs, toMs, services, series: reader.series };
}

interface Request {
  readonly category: Category;
  readonly seed: number;
  readonly fromMs: number;
  readonly toMs: number;
}

function makeService({ category, seed, fromMs, toMs }: Request, reader: TargetReader): SimulatedService {
  const random = seededRandom(`${category} ${seed}`);
  const job = category.replaceAll(" ", "-");
  const course: Course = { fromMs, toMs, scrapeMs: SCRAPE_MS, random };
  const plan = PLANS[category](course);
  const truth: Truth = { happened: new SecondLog(fromMs, toMs), shown: new EventLog() };
  const lateMs = (): number => (plan.latestMs === 0 ? 0 : Math.floor(plan.latestMs * random.unit()));
  for (const { lives, scrapes } of plan.places)
    live({ job, lives, scrapes, exposition: plan.exposition, load: plan.load, lateMs }, reader, truth, random);
  const length = SLO_WINDOWS[Math.floor(random.unit() * SLO_WINDOWS.length)] ?? days(1);
  return {
    category,
    plan,
    truth,
    scrapeMs: SCRAPE_MS,
    objective: objective({
      service: job,
      window: { kind: "rolling", length },
      target: ratio(0.99),
      indicator: indicatorOf(category, job),
    }),
  };
}

function indicatorOf(category: Category, job: string): Indicator {
  if (category === "histogram") {
    const histogram = counter("http_request_duration_seconds", { job });
    return { kind: "latency", histogram, form: "classic", unit: "seconds", under: seconds(0.3) };
  }
  const part = (code: string) => [counter("http_requests_total", { job }, { code })];
  return {
    kind: "events",
    total: [counter("http_requests_total", { job })],
    counted: category === "irregular" ? { as: "good", selectors: part("2..") } : { as: "bad", selectors: part("5..") },
  };
}

/** Moments of the last 20 hours, each a whole number of steps after the first. */
export function momentsOf({ toMs, seed }: World, count: number, stepMs: number): readonly number[] {
  const random = seededRandom(`moments ${seed}`);
  const lastMs = toMs - Math.floor(random.unit() * stepMs);
  const everyMs = (20 * HOUR_MS) / count;
  return Array.from({ length: count }, (_, i) => {
    const backMs = (count - 1 - i + (i === count - 1 ? 0 : random.unit())) * everyMs;
    return lastMs - Math.floor(backMs / stepMs) * stepMs;
  });
}
