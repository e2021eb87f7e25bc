import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, Page } from "playwright-core";
import type { ServedApp } from "../../test/fixtures/served-app.ts";
import { type Measured, median } from "../measurement.ts";
import { type Held, heldBy } from "./held-memory.ts";
import { manySlos } from "./many-slos.ts";

/** More often than any service evaluates, so that minutes stand for hours. */
const EVERY_MS = 2_000;
const MINUTE_MS = 60_000;
/** What a browser has seen of a page by then is in its caches. */
const WARM_UPDATES = 10;
/** Of what is held at the end against what is held once the page is warm. */
const MOST_GROWTH = 1.1;
/** Longer, and whoever types or scrolls notices. */
const LONGEST_TASK_MS = 200;

const NOTE_LONG_TASKS = `
  window.longTasks = [];
  new PerformanceObserver((list) => window.longTasks.push(...list.getEntries().map(({ duration }) => duration)))
    .observe({ type: "longtask" });
`;

/** What pages hold and how long they stall while a thousand SLOs change, again and again. */
export async function measureLive(
  browser: Browser,
  app: ServedApp,
  detail: string,
  minutes: number,
): Promise<readonly Measured[]> {
  const pages = await Promise.all(["/", detail].map((path) => openWatched(browser, `${app.url}${path}`)));
  await update(app, WARM_UPDATES);
  const before = await Promise.all(pages.map(({ held }) => held()));
  await Promise.all(pages.map(({ page }) => page.evaluate("window.longTasks.length = 0")));
  await update(app, Math.max(1, Math.round((minutes * MINUTE_MS) / EVERY_MS)));
  const after = await Promise.all(pages.map(({ held }) => held()));
  const stalls = await Promise.all(pages.map(({ page }) => page.evaluate<number[]>("[0, ...window.longTasks]")));
  await Promise.all(pages.map(({ page }) => page.context().close()));
  return ["overview", "an SLO"].flatMap((name, i) => {
    const [first, last] = [before[i], after[i]];
    const says = `${name}, open for ${minutes} min of live updates`;
    return [
      { name: `${says}: JavaScript heap`, measured: (last?.heap ?? NaN) / 2 ** 20, unit: "MB", goal: undefined },
      // V8 compiles for minutes what these minutes made hot, which no page leaks: of the whole heap nothing is promised.
      growth(`${says}: heap after, times that before`, [first?.heap, last?.heap], undefined),
      growth(`${says}: what scripts hold after, times that before`, [first?.data, last?.data], MOST_GROWTH),
      growth(`${says}: DOM nodes after, times those before`, [first?.nodes, last?.nodes], MOST_GROWTH),
      {
        name: `${says}: longest task, median of the ten longest`,
        measured: median((stalls[i] ?? []).toSorted((a, b) => b - a).slice(0, 10)),
        unit: "ms",
        goal: { atMost: LONGEST_TASK_MS },
      },
    ];
  });
}

const growth = (
  name: string,
  [before = NaN, after = NaN]: readonly [number | undefined, number | undefined],
  atMost: number | undefined,
): Measured => ({ name, measured: after / before, unit: "x", goal: atMost === undefined ? undefined : { atMost } });

async function openWatched(
  browser: Browser,
  url: string,
): Promise<{ readonly page: Page; readonly held: () => Promise<Held> }> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.addInitScript(NOTE_LONG_TASKS);
  await page.goto(url);
  await page.locator("tr.slo, .chart canvas").first().waitFor();
  const session = await context.newCDPSession(page);
  return { page, held: () => heldBy(session) };
}

async function update(app: ServedApp, times: number): Promise<void> {
  for (let turn = 1; turn <= times; turn++) {
    app.publish(manySlos(turn));
    await sleep(EVERY_MS);
  }
}
