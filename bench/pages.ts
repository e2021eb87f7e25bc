import type { Browser } from "playwright-core";
import { instant } from "../src/core/units/instant.ts";
import { serveApp, type ServedApp } from "../test/fixtures/served-app.ts";
import { NOON, status } from "../test/fixtures/statuses.ts";
import { builtSite, launchBrowser } from "../test/web/browser.ts";
import { ensureBuilt } from "./built-service.ts";
import { type Measured, type Measurement, median, slowest } from "./measurement.ts";

const SLOS = 1_000;
const LOADS = 7;
const LISTS = 60;
const HOUR_MS = 3_600_000;
/** A month in as many points as the API gives. */
const POINTS = 720;

/** The pages in a real browser: how soon a thousand SLOs are there, and the charts of one. */
export async function measurePages(): Promise<readonly Measurement[]> {
  await ensureBuilt();
  const app = await serveApp({ statuses: manySlos(), history: monthOfHours(), site: await builtSite() });
  const browser = await launchBrowser();
  try {
    return [
      await timeUntil(
        browser,
        app,
        "/",
        "tr.slo",
        `overview of ${SLOS.toLocaleString("en")} SLOs: until it is drawn`,
        1000,
      ),
      await timeUntil(
        browser,
        app,
        "/slos/service-0001/availability",
        ".chart canvas",
        "an SLO with 30 d of history: until its charts are drawn",
        1000,
      ),
      await measureList(app),
    ];
  } finally {
    await browser.close();
    await app.close(0);
  }
}

const manySlos = () =>
  Array.from({ length: SLOS }, (_, i) =>
    status({
      objective: { service: `service-${String(i).padStart(4, "0")}`, slo: "availability" },
      state: i % 20 === 0 ? "burning" : "healthy",
      remaining: 1 - (i % 100) / 90,
    }),
  );

const monthOfHours = () =>
  Array.from({ length: POINTS }, (_, i) => {
    const at = instant(NOON - (POINTS - 1 - i) * HOUR_MS);
    const bad = i % 24;
    const budgetLeft = { kind: "value", value: 1 - i / POINTS / 2, at } as const;
    return { at, good: 10_000 - bad, bad, total: 10_000, coverage: 1, excluded: 0, budgetLeft };
  });

/** From the navigation of a browser that has seen nothing yet until the frame in which something is there. */
async function timeUntil(
  browser: Browser,
  app: ServedApp,
  path: string,
  selector: string,
  name: string,
  atMost: number,
): Promise<Measured> {
  const took: number[] = [];
  for (let i = 0; i < LOADS; i++) {
    const context = await browser.newContext({ baseURL: app.url });
    const page = await context.newPage();
    await page.addInitScript(`
      const look = () => {
        if (document.querySelector(${JSON.stringify(selector)}) === null) requestAnimationFrame(look);
        else requestAnimationFrame(() => { window.drawnMs = performance.now(); });
      };
      requestAnimationFrame(look);
    `);
    await page.goto(path);
    await page.locator(selector).first().waitFor();
    // It is told a frame later.
    took.push(Number(await page.evaluate("new Promise((tell) => setTimeout(() => tell(window.drawnMs), 200))")));
    await context.close();
  }
  return { name, measured: median(took), unit: "ms", goal: { atMost } };
}

/** The one request of the overview. */
async function measureList({ url }: ServedApp): Promise<Measured> {
  const took: number[] = [];
  for (let i = 0; i < LISTS; i++) {
    const start = performance.now();
    await (await fetch(`${url}/api/v1/slos?sparkline=40`)).arrayBuffer();
    took.push(performance.now() - start);
  }
  const name = `the overview's request for ${SLOS.toLocaleString("en")} SLOs, p95`;
  return { name, measured: slowest(took, 0.95), unit: "ms", goal: { atMost: 100 } };
}
