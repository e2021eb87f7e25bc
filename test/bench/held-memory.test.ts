import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { heldBy } from "../../bench/pages/held-memory.ts";
import { launchBrowser } from "../web/browser.ts";

const OBJECTS = 100_000;
/** An object with one number takes this at least, with its place in the list. */
const BYTES_EACH = 16;

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

it("counts what a page keeps, and not what it lets go", async () => {
  const page = await browser.newPage();
  const session = await page.context().newCDPSession(page);
  const before = await heldBy(session);
  await page.evaluate(`window.kept = Array.from({ length: ${OBJECTS} }, (_, i) => ({ i }))`);
  const during = await heldBy(session);
  expect(during.data - before.data).toBeGreaterThan(OBJECTS * BYTES_EACH);
  expect(during.data).toBeLessThanOrEqual(during.heap);
  await page.evaluate("delete window.kept");
  expect((await heldBy(session)).data - before.data).toBeLessThan((during.data - before.data) / 2);
}, 120_000);
