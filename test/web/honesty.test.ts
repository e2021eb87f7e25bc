import { describe, expect, it } from "vitest";
import { serveApp } from "../fixtures/served-app.ts";
import { indicators } from "../fixtures/objectives.ts";
import { status } from "../fixtures/statuses.ts";
import { builtSite } from "./browser.ts";
import { openedPages } from "./opened-pages.ts";

const { open, app, forgive } = openedPages();
const row = "tr.slo";

describe("what keeps a number from being the whole truth", () => {
  it.each([
    ["no traffic", status({ missing: "no-traffic" }), "nothing happens: there are no events to judge"],
    ["no sample yet", status({ missing: "insufficient" }), "too little was observed yet"],
    ["an unreachable Prometheus", status({ missing: "unreachable" }), "Prometheus gives no answer"],
    ["a reason of its own", status({ missing: "invalid", note: "the counter fell" }), "the counter fell"],
  ])("is told on both pages: %s", async (_, shown, words) => {
    const page = await open("/", { statuses: [shown] });
    const line = await page.locator(row).innerText();
    for (const part of ["No data", words]) expect(line).toContain(part);
    expect(line).not.toMatch(/\b100(\.0)?%/);
    await page.getByRole("link", { name: "checkout / availability" }).click();
    await page.getByText(`Nothing is known about it: ${words}.`).waitFor();
  });

  it("a budget that no data comes in for is of some time ago", async () => {
    const stale = status({ remaining: 0.412, state: "no-data", missing: "stale" });
    const frozen = { ...stale, ageSeconds: 720, budget: status({ remaining: 0.412 }).budget };
    const page = await open("/", { statuses: [frozen] });
    const line = await page.locator(row).innerText();
    for (const part of ["No data", "the newest sample is too old", "41.2%", "as of 12m ago"])
      expect(line).toContain(part);
    await page.locator(".bar-frozen").waitFor();
    await page.getByRole("link", { name: "checkout / availability" }).click();
    await page.getByText("What is left of the budget is as of 12m ago.").waitFor();
  });

  it.each([
    [
      "few",
      { total: 120, burn: 8 },
      ["over 1h (95.4 to 99.9% with 120 events)", "99.200% over 30d (95.4 to 99.9% with 120 events)"],
    ],
    ["so many that one weighs little", { total: 20_000, burn: 8 }, ["over 1h", "99.200% over 30d"]],
    ["none", { missing: "no-traffic" }, ["over 1h", "– over 30d"]],
    [
      "seconds of a probe, which are no events of their own",
      { total: 120, burn: 8, objective: { indicator: indicators.probe } },
      ["over 1h", "99.200% over 30d"],
    ],
  ] as const)("a share is told with its bounds where events are few: %s", async (_, facts, words) => {
    const page = await open("/slos/checkout/availability", { statuses: [status({ windows: ["5m", "1h"], ...facts })] });
    const tile = page.locator(".tile", { hasText: "Good events now" });
    await tile.waitFor();
    expect(await tile.locator(".small").allInnerTexts()).toEqual(words);
  });

  it.each([
    ["at the present burn", { secondsToExhaustion: 3600 }],
    ["it does not shrink at present", { secondsToExhaustion: null }],
    ["too little of the last hour is known", { secondsToExhaustion: 3600, coverage: 0.5 }],
    ["used up", { remaining: -0.1 }],
    ["nothing happens: there are no events to judge", { missing: "no-traffic" }],
  ] as const)("why there is a time until the budget is empty, or none: %s", async (words, facts) => {
    const page = await open("/slos/checkout/availability", { statuses: [status({ windows: ["5m", "1h"], ...facts })] });
    await page.locator(".tile", { hasText: "Budget empty" }).getByText(words).waitFor();
  });

  it("a part of the window is said to be one, and its bar spans no more", async () => {
    const page = await open("/", { statuses: [status({ coverage: 0.14 })] });
    await page.getByText("4d 4h of 30d known").waitFor();
    expect(Number(await page.locator(".bar-ground").getAttribute("width"))).toBeCloseTo(72 * 0.14, 6);
    await page.getByRole("link", { name: "checkout / availability" }).click();
    await page.getByText("4d 4h of 30d known").waitFor();
  });

  it("what one bad event takes is said where it is much", async () => {
    const page = await open("/", {
      statuses: [
        status({ objective: { slo: "quiet" }, remaining: 0.5, badEventsLeft: 2.75 }),
        status({ objective: { slo: "busy" }, remaining: 0.5, badEventsLeft: 400 }),
      ],
    });
    await page.getByText("1 bad event = 18.2% of the budget").waitFor();
    expect(await page.locator(row, { hasText: "busy" }).innerText()).not.toContain("1 bad event");
    await page.getByRole("link", { name: "checkout / quiet" }).click();
    await page.getByText("1 bad event = 18.2% of the budget").waitFor();
  });
});

describe("a service that stops under an open page", () => {
  it.each(["/", "/slos/checkout/availability"])(
    "is said in words, with the age of what is shown, until it is back: %s",
    { timeout: 60_000 },
    async (path) => {
      const page = await open(path, { statuses: [status({ remaining: 0.75 })] });
      await page.getByText("75.0%").first().waitFor();
      const { port } = new URL(app().url);
      forgive(/net::ERR_/);
      await app().close(0);
      await page.getByText(/Headroom does not answer; shown as of \d+s ago/).waitFor();
      expect(await page.locator("main").innerText()).toContain("75.0%");
      const again = await serveApp({
        statuses: [status({ remaining: 0.25 })],
        site: await builtSite(),
        port: Number(port),
      });
      try {
        await page.getByText("25.0%").first().waitFor();
        await page.getByText(/^updated \d+s ago/).waitFor();
      } finally {
        await again.close(0);
      }
    },
  );
});
