import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Diagnostic } from "../../src/core/diagnostics/diagnostic.ts";
import { instant } from "../../src/core/units/instant.ts";
import { ratio } from "../../src/core/units/ratio.ts";
import { loggedDecision, NOW } from "../fixtures/scaling.ts";
import { serveApp, type ServedApp, type ServedFacts } from "../fixtures/served-app.ts";
import { NOON, status } from "../fixtures/statuses.ts";
import { builtSite, launchBrowser, type Looks, openPage, scriptsOfSite, type WatchedPage } from "./browser.ts";

const HOUR_MS = 3_600_000;
const HOSTILE = `<img src=x onerror="document.title='owned'">`;

const STATUSES = [
  status({
    objective: { slo: "availability" },
    state: "burning",
    burn: 21.7,
    remaining: 0.412,
    secondsToExhaustion: 49_080,
    windows: ["5m", "1h", "6h"],
  }),
  status({ objective: { slo: "latency" }, state: "exhausted", remaining: -0.2, burn: 1 }),
  status({ objective: { service: "search", slo: "availability", owner: "discovery" }, remaining: 0.9 }),
  status({
    objective: { service: "gateway", slo: "split", by: ["handler"] },
    by: { handler: "/pay" },
    state: "at-risk",
    remaining: 0.2,
  }),
  status({ objective: { service: "gateway", slo: "split", by: ["handler"] }, by: { handler: HOSTILE } }),
  status({
    objective: { service: "idle", slo: "steps", description: HOSTILE },
    missing: "no-traffic",
    note: `no samples of ${HOSTILE}`,
  }),
];

/** Two days, with a gap, and an hour in which a tenth of the events failed. */
const HISTORY = Array.from({ length: 48 }, (_, i) => {
  const isGap = i === 20;
  const bad = i === 30 ? 100 : 0;
  const at = instant(NOON - (47 - i) * HOUR_MS);
  const total = isGap ? 0 : 1000;
  return {
    at,
    good: total - bad,
    bad,
    total,
    coverage: isGap ? 0 : 1,
    excluded: 0,
    budgetLeft: isGap
      ? ({ kind: "noData", reason: "insufficient" } as const)
      : ({ kind: "value", value: i < 30 ? 0.9 : 0.4, at } as const),
  };
});

let browser: Browser;
let app: ServedApp | undefined;
let opened: WatchedPage | undefined;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());
afterEach(async () => {
  // Nothing went wrong on any page, whatever was tested.
  const faults = opened?.faults ?? [];
  await opened?.page.context().close();
  await app?.close(0);
  [app, opened] = [undefined, undefined];
  expect(faults).toEqual([]);
});

async function open(path: string, facts: Partial<ServedFacts> = {}, looks?: Looks) {
  app = await serveApp({ statuses: STATUSES, history: HISTORY, site: await builtSite(), ...facts });
  opened = await openPage(browser, app.url, looks);
  await opened.page.goto(path);
  return opened.page;
}

describe("the overview", () => {
  it("lists SLOs with their numbers, the most urgent first, each split one once", async () => {
    const page = await open("/");
    await page.getByRole("link", { name: "checkout / availability" }).waitFor();
    const names = await page.locator("[data-row-link]").allInnerTexts();
    expect(names).toEqual([
      "checkout / availability",
      "checkout / latency",
      "gateway / split",
      "idle / steps",
      "search / availability",
    ]);
    const first = await page.locator("tr.slo").first().innerText();
    for (const part of ["Burning", "41.2%", "in 13h 38m"]) expect(first).toContain(part);
    const idle = await page.locator("tr.slo", { hasText: "idle / steps" }).innerText();
    expect(idle).toContain("No data");
    expect(idle).not.toContain("100");
    expect(await page.title()).toBe("SLOs · Headroom");
  });

  it("keeps what was chosen in the URL, which can be shared", async () => {
    const page = await open("/");
    await page.getByRole("button", { name: /Exhausted/ }).click();
    await page.getByRole("status").filter({ hasText: "1 of 5 SLOs" }).waitFor();
    await page.getByLabel("Search").fill("check");
    await page.getByLabel("Group by").selectOption("service");
    await page.waitForURL(/state=exhausted/);
    const { search } = new URL(page.url());
    expect(Object.fromEntries(new URLSearchParams(search))).toEqual({
      q: "check",
      state: "exhausted",
      group: "service",
    });
    await page.reload();
    await page.getByRole("button", { name: "checkout", expanded: false }).click();
    expect(await page.locator("[data-row-link]").allInnerTexts()).toEqual(["checkout / latency"]);
  });

  it("is gone through by keys: j, k, Enter and /", async () => {
    const page = await open("/");
    await page.getByRole("link", { name: "checkout / availability" }).waitFor();
    for (const key of ["j", "j", "j", "k"]) await page.keyboard.press(key);
    await page.keyboard.press("Enter");
    await page.waitForURL("**/slos/checkout/latency");
    await page.goBack();
    await page.getByRole("link", { name: "checkout / availability" }).waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("search");
    await page.getByRole("status").filter({ hasText: "1 of 5 SLOs" }).waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keys" }).getByRole("button", { name: "Close" }).click();
    await page.getByRole("dialog").waitFor({ state: "hidden" });
  });

  it("opens a split SLO to its groups, whose labels are text", async () => {
    const page = await open("/");
    await page.getByRole("button", { name: /worst of 2/ }).click();
    expect(await page.locator(".group").allInnerTexts()).toEqual(["handler=/pay", `handler=${HOSTILE}`]);
    expect(await page.title()).toBe("SLOs · Headroom");
  });

  it("says when there is nothing, nothing that fits, and nobody who answers", async () => {
    const page = await open("/", { statuses: [] });
    await page.getByText("No SLOs yet").waitFor();
    await opened?.page.context().close();
    await app?.close(0);
    const filtered = await open("/?q=nothing-like-it");
    await filtered.getByText("No SLO fits").waitFor();
  });

  it("says what is wrong with the specs, and where", async () => {
    const place = { file: "slo-specs/shop.yaml", line: 3, column: 5, length: 1 };
    const problem = { code: "unknown-field", severity: "error", problem: `found ${HOSTILE}`, remedy: "write target" };
    const page = await open("/", { diagnostics: [{ ...place, ...problem } as Diagnostic] });
    await page.getByText("1 problem in the specs").click();
    await page.getByText(`error: found ${HOSTILE}`).waitFor();
    expect(await page.title()).toBe("SLOs · Headroom");
  });

  it("changes when the service says that it evaluated", async () => {
    const page = await open("/");
    await page.getByRole("link", { name: "checkout / availability" }).waitFor();
    app?.publish(STATUSES.slice(1));
    await page.getByRole("link", { name: "checkout / availability" }).waitFor({ state: "detached" });
  });
});

describe("an SLO", () => {
  it("is told in a sentence and four numbers, with its history, burn and queries", async () => {
    const page = await open("/slos/checkout/availability");
    await page.getByText("fast enough to page. The budget is empty in 13h 38m unless it slows.").waitFor();
    await page
      .getByRole("img", { name: "Budget left over time; last: Budget left 40.0%, At the present burn 12.4%" })
      .waitFor();
    await page.getByRole("heading", { name: "Burn per window" }).waitFor();
    expect(await page.locator("pre").first().innerText()).toContain("sum(rate(");
    expect(app?.asked[0]).toMatchObject({ slo: "availability" });
  });

  it("zooms to what is dragged over, which the URL holds, and back", async () => {
    const page = await open("/slos/checkout/availability");
    const chart = page.locator(".chart .u-over").first();
    await chart.waitFor();
    const box = await chart.boundingBox();
    if (box === null) throw new Error("the chart has no place");
    await page.mouse.move(box.x + box.width * 0.25, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.75, box.y + 20, { steps: 5 });
    await page.mouse.up();
    await page.waitForURL(/from=\d+&to=\d+/);
    const search = new URL(page.url()).searchParams;
    const hours = (Number(search.get("to")) - Number(search.get("from"))) / 3600;
    // Half of two days, and of what is ahead.
    expect(hours).toBeGreaterThan(20);
    expect(hours).toBeLessThan(32);
    await page.getByRole("button", { name: "Whole window" }).click();
    await page.waitForURL(/availability$/);
  });

  it("says what would be left of another target, as the core counts", async () => {
    const page = await open("/slos/checkout/availability");
    const slider = page.getByRole("slider", { name: "Target" });
    await slider.waitFor();
    // 100 of 47,000 events were bad: 0.2128 %.
    for (const [place, target, left] of [
      ["3", "99%", "78.7%"],
      ["5", "99.8%", "-6.4%"],
    ] as const) {
      await slider.fill(place);
      const text = await page.locator("section", { has: page.getByRole("heading", { name: "What if" }) }).innerText();
      expect(text).toContain(target);
      expect(text).toContain(left);
    }
  });

  it("says which alerts another target would have sent, and over other days", async () => {
    // A day in steps of five minutes, with an hour in which a tenth failed: 100x of the budget of 99.9 %.
    const day = Array.from({ length: 288 }, (_, i) => {
      const bad = i >= 200 && i < 212 ? 100 : 0;
      const at = instant(NOON - (287 - i) * 300_000);
      const budgetLeft = { kind: "value", value: 0.5, at } as const;
      return { at, good: 1000 - bad, bad, total: 1000, coverage: 1, excluded: 0, budgetLeft };
    });
    const page = await open("/slos/checkout/availability", { history: day });
    const section = page.locator("section", { has: page.getByRole("heading", { name: "What if" }) });
    await page.getByRole("button", { name: "Which alerts would have fired?" }).click();
    await section.getByText("1 page and 1 ticket would have come").waitFor();
    expect(app?.asked).toContainEqual(expect.objectContaining({ step: 300 }));
    await page.getByRole("slider", { name: "Target" }).fill("0");
    await section.getByText("0 pages and 0 tickets would have come").waitFor();
    await section.getByLabel("over").selectOption("7");
    await section.getByText("95.8%").waitFor();
  });

  it("is saved as CSV, JSON and a picture", async () => {
    const page = await open("/slos/checkout/availability");
    await page.locator(".chart canvas").first().waitFor();
    for (const [name, begins] of [
      ["CSV", "at,total,good"],
      ["JSON", "{"],
      ["PNG", "\u{89}PNG"],
    ] as const) {
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name, exact: true }).click(),
      ]);
      expect(download.suggestedFilename()).toBe(`checkout-availability.${name.toLowerCase()}`);
      const content = await readFile(await download.path(), "latin1");
      expect(content.startsWith(begins)).toBe(true);
    }
  });

  it("that nobody knows is not found, with what to do", async () => {
    app = await serveApp({ statuses: STATUSES, site: await builtSite() });
    const seen = await openPage(browser, app.url);
    await seen.page.goto("/slos/checkout/nothing");
    await seen.page.getByRole("alert").waitFor();
    // The browser itself logs answers of 404.
    expect(seen.faults.filter((fault) => !fault.includes("404"))).toEqual([]);
    await seen.page.context().close();
  });
});

describe("scaling", () => {
  it("shows what was decided, why, and that it is only recommended", async () => {
    const times = [NOW, instant(NOW + 15_000)];
    const decisions = await Promise.all(times.map((at) => loggedDecision({ mode: "recommend" }, { at })));
    const page = await open("/scaling", { decisions });
    await page.getByText("Recommended only, not published.").waitFor();
    await page.getByRole("img", { name: /^Replicas over time/ }).waitFor();
    await page.getByText("What was weighed").first().click();
    await page.getByText(/^demand /).waitFor();
  });

  it("says when nothing is scaled", async () => {
    const page = await open("/scaling");
    await page.getByText("No workload is scaled").waitFor();
  });
});

describe("a page that is not there", () => {
  it("leads back", async () => {
    const page = await open("/");
    await page.getByRole("link", { name: "checkout / availability" }).waitFor();
    await page.evaluate(`history.pushState(null, "", "/nothing")`);
    await page.getByText("There is no such page").waitFor();
  });
});

describe("whoever must say who he is", () => {
  it("signs in with the token, and sees nothing before", async () => {
    app = await serveApp({
      statuses: STATUSES,
      site: await builtSite(),
      access: { kind: "asked", token: async () => "the-token", userHeader: undefined },
    });
    const seen = await openPage(browser, app.url);
    await seen.page.goto("/");
    await seen.page.getByRole("heading", { name: "Sign in" }).waitFor();
    // The service does answer: it asks who is there.
    await seen.page.getByText("signed out").waitFor();
    expect(await seen.page.locator("body").innerText()).not.toContain("availability");
    await seen.page.getByLabel("Token").fill("wrong");
    await seen.page.getByRole("button", { name: "Sign in" }).click();
    await seen.page.getByText("the token is not the right one").waitFor();
    await seen.page.getByLabel("Token").fill("the-token");
    await seen.page.getByRole("button", { name: "Sign in" }).click();
    await seen.page.getByRole("link", { name: "checkout / availability" }).waitFor();
    expect(seen.faults.filter((fault) => !fault.includes("401"))).toEqual([]);
    await seen.page.context().close();
  });
});

describe("all pages", () => {
  const PATHS = ["/", "/slos/checkout/availability", "/slos/gateway/split", "/slos/idle/steps", "/scaling", "/rules"];
  const LOOKS = [{ scheme: "light" }, { scheme: "dark" }, { scheme: "light", width: 360 }] as const;

  it.each(PATHS.flatMap((path) => LOOKS.map((looks) => ({ path, ...looks }))))(
    "have no fault that axe finds, and fit: $path $scheme $width",
    { timeout: 60_000 },
    async ({ path, ...looks }) => {
      const page = await open(path, { decisions: [await loggedDecision()] }, looks);
      await page.waitForLoadState("load");
      await page.locator("h1").first().waitFor();
      await page
        .getByText(/^Loading/)
        .first()
        .waitFor({ state: "detached" });
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 120))])).toEqual([]);
      const overflow = await page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth",
      );
      expect(overflow).toBe(0);
    },
  );

  it("load at most 80 KB of script", async () => {
    const scripts = await scriptsOfSite();
    const bytes = scripts.reduce((sum, script) => sum + gzipSync(script).length, 0);
    expect(bytes).toBeGreaterThan(10_000);
    expect(bytes).toBeLessThanOrEqual(80 * 1024);
  });

  it("keep a target exactly as it was promised", async () => {
    const page = await open("/", { statuses: [status({ objective: { target: ratio(0.99995) } })] });
    await page.getByText("99.995% / 30d").waitFor();
  });
});
