import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { status } from "../fixtures/statuses.ts";
import { openedPages } from "./opened-pages.ts";

const MANY = 1000;

const slo = (i: number, remaining: number) =>
  status({ objective: { service: `service-${String(i).padStart(4, "0")}`, owner: `team-${i % 3}` }, remaining });
/** The one with the least budget comes first. */
const STATUSES = Array.from({ length: MANY }, (_, i) => slo(i, 0.5 + i / 10_000));

const { open: openFacts, app } = openedPages();

async function open(path = "/", width = 1280): Promise<Page> {
  const page = await openFacts(path, { statuses: STATUSES }, { width });
  await page.locator("tr.slo").first().waitFor();
  return page;
}

const link = (page: Page, i: number) =>
  page.getByRole("link", { name: `service-${String(i).padStart(4, "0")} / availability` });
const drawn = (page: Page): Promise<number> => page.locator("tr.slo").count();
const pageHeight = (page: Page): Promise<number> => page.evaluate("document.documentElement.scrollHeight");

describe("a list of a thousand SLOs", () => {
  it.each([1280, 360])("draws what is near the view, and keeps the room of the rest, at %d px", async (width) => {
    const page = await open("/", width);
    await page.getByText("1000 SLOs").waitFor();
    expect(await drawn(page)).toBeLessThan(150);
    const height = await pageHeight(page);
    expect(height).toBeGreaterThan(MANY * 35);
    await page.evaluate("window.scrollTo({ top: document.documentElement.scrollHeight, behavior: 'instant' })");
    await link(page, 999).waitFor();
    expect(await drawn(page)).toBeLessThan(150);
    expect(Math.abs((await pageHeight(page)) - height)).toBeLessThan(height * 0.05);
    // What is drawn anew leads where it led.
    await link(page, 999).click();
    await page.waitForURL("**/slos/service-0999/availability");
  });

  it("is gone through by keys, beyond what is drawn and back", async () => {
    const page = await open();
    const focused = (): Promise<string> => page.evaluate("document.activeElement.innerText");
    for (let i = 0; i < 130; i++) await page.keyboard.press("j");
    expect(await focused()).toBe("service-0129 / availability");
    // Whoever scrolls away does not lose the place.
    await page.evaluate("window.scrollTo({ top: document.documentElement.scrollHeight, behavior: 'instant' })");
    await link(page, 999).waitFor();
    for (let i = 0; i < 40; i++) await page.keyboard.press("k");
    expect(await focused()).toBe("service-0089 / availability");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/slos/service-0089/availability");
  });

  it("finds what is not drawn by its search, and orders and groups all of it", async () => {
    const page = await open();
    await page.getByLabel("Search").fill("service-0777");
    await link(page, 777).waitFor();
    expect(await drawn(page)).toBe(1);
    await page.goto("/?group=owner");
    await page.getByRole("button", { name: "team-2" }).click();
    await link(page, 2).waitFor();
    expect(await drawn(page)).toBeLessThan(150);
  });

  it("shows what the service evaluated, however often it does", async () => {
    const page = await open();
    const asked: string[] = [];
    page.on("request", (request) => void (request.url().includes("/slos?") && asked.push(request.url())));
    for (let turn = 1; turn <= 20; turn++) app().publish(STATUSES.slice(turn));
    await page.getByText("980 SLOs").waitFor();
    // Twenty evaluations in a moment are one that was under way, and one after it.
    expect(asked.length).toBeLessThan(5);
    await link(page, 20).waitFor();
    expect(await link(page, 19).count()).toBe(0);
  });

  it("has no fault that axe finds", { timeout: 60_000 }, async () => {
    const page = await open();
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
  });
});
