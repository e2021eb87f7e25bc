import type { Browser } from "playwright-core";
import { serveApp, type ServedApp } from "../test/fixtures/served-app.ts";
import { builtSite, launchBrowser } from "../test/web/browser.ts";
import { ensureBuilt } from "./built-service.ts";
import { type Measured, type Measurement, median, slowest } from "./measurement.ts";
import { measureLive } from "./pages/live-updates.ts";
import { manySlos, monthOf, SLOS } from "./pages/many-slos.ts";

const LOADS = 7;
const LISTS = 60;
const MANY = SLOS.toLocaleString("en");
/** It burns, over a calendar window: its charts have all the lines that there are. */
const ONE = "/slos/service-0000/availability";

/**
 * The pages in a real browser: how soon a thousand SLOs are there, the charts of one, and what becomes of a page that is
 * left open.
 *
 * @param liveMinutes - how long pages are left open
 */
export async function measurePages(liveMinutes: number): Promise<readonly Measurement[]> {
  await ensureBuilt();
  const app = await serveApp({ statuses: manySlos(), history: monthOf, site: await builtSite() });
  const browser = await launchBrowser();
  try {
    return [
      await timeUntil(browser, `${app.url}/`, "tr.slo", `overview of ${MANY} SLOs: until it is drawn`, 1000),
      await timeUntil(
        browser,
        `${app.url}${ONE}`,
        ".chart canvas",
        "an SLO with 30 d of history: until its charts are drawn",
        1000,
      ),
      await timeCharts(browser, `${app.url}${ONE}`),
      await measureList(app),
      ...(await measureLive(browser, app, ONE, liveMinutes)),
    ];
  } finally {
    await browser.close();
    await app.close(0);
  }
}

/** Tells the frame after the one in which something is there. */
const drawnScript = (selector: string): string => `
  const look = () => {
    if (document.querySelector(${JSON.stringify(selector)}) === null) requestAnimationFrame(look);
    else requestAnimationFrame(() => { window.drawnMs = performance.now(); });
  };
  requestAnimationFrame(look);
`;

/** From the navigation of a browser that has seen nothing yet until the frame in which something is there. */
async function timeUntil(
  browser: Browser,
  url: string,
  selector: string,
  name: string,
  atMost: number,
): Promise<Measured> {
  const took: number[] = [];
  for (let i = 0; i < LOADS; i++)
    took.push(await inNewPage(browser, url, drawnScript(selector), selector, "window.drawnMs"));
  return { name, measured: median(took), unit: "ms", goal: { atMost } };
}

/** From the moment that the history has come until the frame in which both charts are painted. */
async function timeCharts(browser: Browser, url: string): Promise<Measured> {
  const selector = ".chart:nth-of-type(2) canvas";
  const script = `
    const asked = window.fetch;
    window.fetch = async (...how) => {
      const answer = await asked(...how);
      if (/\\/history(\\?|$)/.test(String(how[0])) && !/step=/.test(String(how[0]))) {
        await answer.clone().arrayBuffer();
        window.cameMs ??= performance.now();
      }
      return answer;
    };
    ${drawnScript(selector)}
  `;
  const took: number[] = [];
  for (let i = 0; i < LOADS; i++)
    took.push(await inNewPage(browser, url, script, selector, "window.drawnMs - window.cameMs"));
  const name = "charts of 30 d with six series: from the answer until they are painted";
  return { name, measured: median(took), unit: "ms", goal: { atMost: 200 } };
}

async function inNewPage(
  browser: Browser,
  url: string,
  script: string,
  selector: string,
  asked: string,
): Promise<number> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.addInitScript(script);
  await page.goto(url);
  await page.locator(selector).first().waitFor();
  // It is told a frame later.
  const told = Number(await page.evaluate(`new Promise((tell) => setTimeout(() => tell(${asked}), 300))`));
  await context.close();
  return told;
}

/** The one request of the overview, each time after another evaluation. */
async function measureList({ url, publish }: ServedApp): Promise<Measured> {
  const took: number[] = [];
  for (let i = 0; i < LISTS; i++) {
    publish(manySlos(i));
    const start = performance.now();
    await (await fetch(`${url}/api/v1/slos?sparkline=40`)).arrayBuffer();
    took.push(performance.now() - start);
  }
  const name = `the overview's request for ${MANY} SLOs, p95`;
  return { name, measured: slowest(took, 0.95), unit: "ms", goal: { atMost: 100 } };
}
