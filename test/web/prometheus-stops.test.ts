import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type HeadroomProcess, serveHeadroom } from "../fixtures/headroom-process.ts";
import { type ServedShop, serveShop } from "../fixtures/served-shop.ts";
import { launchBrowser, openPage } from "./browser.ts";

// A real Prometheus that crashes under a real service, as whoever looks at the pages sees it.

let shop: ServedShop;
let headroom: HeadroomProcess;
let browser: Browser;
beforeAll(async () => {
  shop = await serveShop(Date.now(), [{ name: "a", goodPerSecond: 10, badPerSecond: 0.01 }]);
  headroom = await serveHeadroom(["--prometheus", shop.prometheus.url, "--specs", shop.folder, "--step", "1s"]);
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await headroom?.stop("SIGKILL");
  await shop?.stop();
});

it(
  "a Prometheus that stops is said in words, nothing looks good meanwhile, and its return is seen",
  { timeout: 240_000 },
  async () => {
    const { page, faults } = await openPage(browser, headroom.url);
    page.setDefaultTimeout(120_000);
    await page.goto("/");
    const row = page.locator("tr.slo", { hasText: "shop / availability" });
    await row.getByText("Healthy").waitFor();
    await shop.prometheus.kill();
    await row.getByText("No data").waitFor();
    await row.getByText("Prometheus gives no answer").waitFor();
    expect(await row.innerText()).not.toContain("Healthy");
    await shop.prometheus.restart("kept");
    await row.getByText("Healthy").waitFor();
    expect(faults).toEqual([]);
  },
);
