import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runHeadroom } from "../fixtures/headroom-process.ts";
import { launchBrowser, openPage } from "./browser.ts";
import { misplacedOn } from "./misplaced.ts";

const DOCS = new URL("../../docs/how-to/", import.meta.url).pathname;
const TRACE = ["--trace", "example-demand.csv", "--peak", "2000", "--manifest", "example-hpa.yaml"];

let browser: Browser;
let folder: string;
let report: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "headroom-report-"));
  const file = join(folder, "report.html");
  const { code } = await runHeadroom(["simulate", ...TRACE, "--report", file], { cwd: DOCS });
  expect(code).toBe(0);
  report = await readFile(file, "utf8");
  browser = await launchBrowser();
}, 60_000);
afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true });
});

describe("the report of a replay", () => {
  it.each([
    { width: 360, scheme: "light" },
    { width: 360, scheme: "dark" },
    { width: 1280, scheme: "light" },
  ] as const)("has nothing out of its place at $width px, in $scheme, and fetches nothing", async (looks) => {
    const { page, faults } = await openPage(browser, "about:blank", looks);
    await page.setContent(report);
    expect(await misplacedOn(page)).toEqual([]);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("is as large on a phone: texts of 12 px, drawings of more than 200", async () => {
    const { page } = await openPage(browser, "about:blank", { width: 360 });
    await page.setContent(report);
    const sizes = await page.evaluate<readonly { readonly font: number; readonly height: number }[]>(
      `[...document.querySelectorAll(".plot")].map((plot) => ({
        font: parseFloat(getComputedStyle(plot.querySelector("span")).fontSize),
        height: plot.querySelector("svg").getBoundingClientRect().height,
      }))`,
    );
    expect(sizes).toHaveLength(4);
    for (const { font, height } of sizes) {
      expect(font).toBeGreaterThanOrEqual(11.5);
      expect(height).toBeGreaterThan(200);
    }
    await page.context().close();
  });
});
