import { describe, expect, it } from "vitest";
import { after, instant } from "../../src/core/units/instant.ts";
import { seconds } from "../../src/core/units/seconds.ts";
import type { StatusReader } from "../../src/service/control/status-reader.ts";
import { loggedDecision } from "../fixtures/scaling.ts";
import { NOON, status } from "../fixtures/statuses.ts";
import { openedPages } from "./opened-pages.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const WINDOWS = ["5m", "1h", "6h"] as const;

const { open, app } = openedPages();

/** A thousand events a minute, of which a tenth fails from a moment on. */
const failingSince =
  (sinceMs: number, knownFromMs = 0): StatusReader["history"] =>
  (_objective, _by, from, to, step) =>
    Array.from({ length: Math.floor((to - from) / 1000 / step) }, (_, i) => {
      const at = after(from, seconds((i + 1) * step));
      const total = (step / 60) * 1000;
      const bad = at > sinceMs ? total / 10 : 0;
      const isKnown = at > knownFromMs;
      const budgetLeft = { kind: "value", value: 0.5, at } as const;
      return { at, good: total - bad, bad, total, coverage: isKnown ? 1 : 0, excluded: 0, budgetLeft };
    });

const burning = status({ state: "burning", burn: 100, remaining: 0.5, secondsToExhaustion: 3600, windows: WINDOWS });
/** As whoever reads the page sees it: the browser and this test share a time zone. */
const clock = (ms: number): string => new Date(ms).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

describe("the sentence about an SLO that burns", () => {
  it("says since when, to the minute, by a count of the last hours", async () => {
    // A tenth of 9 minutes is 15x of 0.1 % within an hour; the short window is above it at once.
    const page = await open("/slos/checkout/availability", {
      statuses: [burning],
      history: failingSince(NOON - 30 * MINUTE_MS),
    });
    await page.getByText(`Burning 100x since ${clock(NOON - 21 * MINUTE_MS)}: fast enough to page.`).waitFor();
  });

  it("does not make up a time for what began before the history", async () => {
    const page = await open("/slos/checkout/availability", { statuses: [burning], history: failingSince(0) });
    await page.getByText(/Burning 100x since before \d\d:\d\d: fast enough to page\./).waitFor();
  });

  it("says nothing of since when where the history does not burn", async () => {
    const page = await open("/slos/checkout/availability", { statuses: [burning], history: failingSince(Infinity) });
    await expect.poll(() => app().asked.some((one) => (one as { step: number }).step === 60)).toBe(true);
    await page.getByText("Burning 100x: fast enough to page.").waitFor();
  });
});

describe("the chart of the budget", () => {
  it("tells in words when alerts would have fired, what was deployed and how it was scaled", async () => {
    const startedAt = instant(NOON - 40 * MINUTE_MS);
    const decisions = await Promise.all([
      loggedDecision({ slos: ["availability"] }, { at: instant(NOON - 2 * HOUR_MS), demand: 400 }),
      loggedDecision(
        { slos: ["availability"] },
        { at: instant(NOON - HOUR_MS), demand: 800, rollout: { startedAt, progress: "settled" } },
      ),
      loggedDecision({ name: "other", slos: ["latency"] }, { at: instant(NOON - HOUR_MS), demand: 40 }),
    ]);
    const page = await open("/slos/checkout/availability", {
      statuses: [burning],
      history: failingSince(NOON - 30 * MINUTE_MS),
      decisions,
    });
    const summary = page.locator(".happened summary");
    await summary.getByText("1 page").waitFor();
    await summary.getByText("1 deploy", { exact: false }).waitFor();
    await summary.getByText("1 change of replicas").waitFor();
    await summary.click();
    const list = await page.locator(".happened-list").innerText();
    expect(list).toContain(`${clock(startedAt)} deploy of shop/Deployment/checkout`);
    expect(list).toContain(`${clock(NOON - HOUR_MS)} checkout 10 → 20: `);
    expect(list).toMatch(/would page for \d+m/);
    // Each sign on the chart says what it is to whoever points at it.
    const tips = await page
      .locator(".chart")
      .first()
      .locator(".marker")
      .evaluateAll((marks) => marks.map((mark) => mark.getAttribute("title") ?? ""));
    expect(tips.toSorted((a, b) => a.localeCompare(b))).toEqual([
      expect.stringMatching(/^checkout 10 → 20/),
      "deploy of shop/Deployment/checkout",
    ]);
  });

  it("marks where the definition changed, and says by which all is counted", async () => {
    const changedAt = instant(NOON - 3 * HOUR_MS);
    const long = { at: instant(NOON - 40 * 24 * HOUR_MS), says: "what is measured" };
    const changes = [long, { at: changedAt, says: "target 99% → 99.9%" }];
    const page = await open("/slos/checkout/availability", {
      statuses: [status({ remaining: 0.5, windows: WINDOWS, changes })],
      history: failingSince(Infinity),
    });
    await page
      .getByText(
        `Its definition changed at ${clock(changedAt)} (target 99% → 99.9%): all that is shown is counted by the present one.`,
      )
      .waitFor();
    const summary = page.locator(".happened summary");
    await summary.getByText("§ 1 change of its definition").waitFor();
    await summary.click();
    expect(await page.locator(".happened-list").innerText()).toContain(
      `${clock(changedAt)} definition changed: target 99% → 99.9%`,
    );
    expect(await page.locator(".chart .marker").first().getAttribute("title")).toBe(
      "definition changed: target 99% → 99.9%",
    );
  });

  it("draws the even pace of a calendar window, and none of a rolling one", async () => {
    const window = { kind: "calendar", unit: "month", timezone: "UTC" } as const;
    const statuses = [
      status({ objective: { window }, remaining: 0.5, windows: WINDOWS }),
      status({ objective: { slo: "rolling" }, remaining: 0.5, windows: WINDOWS }),
    ];
    const page = await open("/slos/checkout/availability", { statuses, history: failingSince(Infinity) });
    // Towards noon of the 15th: 14.5 of 31 days are over.
    await page.getByRole("img", { name: /; last: Budget left 50\.0%, Even pace 53\.\d%$/ }).waitFor();
    await page.goto("/slos/checkout/rolling");
    await page.getByRole("img", { name: "Budget left over time; last: Budget left 50.0%", exact: true }).waitFor();
  });

  it.each([
    ["does not burn faster than it may", { burn: 0.5, secondsToExhaustion: null, coverage: 1 }],
    ["was seen for less than an hour", { burn: 20, secondsToExhaustion: 3600, coverage: 0.6 }],
  ])("projects nothing of what %s", async (_, facts) => {
    const page = await open("/slos/checkout/availability", {
      statuses: [status({ ...facts, remaining: 0.5, windows: WINDOWS })],
      history: failingSince(Infinity),
    });
    await page.getByRole("img", { name: "Budget left over time; last: Budget left 50.0%", exact: true }).waitFor();
    expect(await page.locator("body").innerText()).not.toContain("is empty in");
  });

  it("stays the same chart while its points change, and is painted anew in other colours", async () => {
    const page = await open("/slos/checkout/availability", {
      statuses: [status({ remaining: 0.5, windows: WINDOWS })],
      history: failingSince(NOON - 30 * MINUTE_MS),
    });
    const canvas = page.locator(".chart canvas").first();
    await canvas.evaluate((element) => element.setAttribute("data-kept", ""));
    app().publish([status({ remaining: 0.25, windows: WINDOWS })]);
    await page.getByText("25.0%").first().waitFor();
    expect(await page.locator(".chart canvas[data-kept]").count()).toBe(1);
    await page.getByRole("button", { name: "Theme: auto" }).click();
    await page.getByRole("button", { name: "Theme: light" }).click();
    await page.getByRole("button", { name: "Theme: dark" }).waitFor();
    await page.locator(".chart canvas[data-kept]").waitFor({ state: "detached" });
    expect(await page.locator(".chart canvas").count()).toBe(3);
  });
});
