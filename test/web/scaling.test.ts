import { describe, expect, it } from "vitest";
import type { LoggedDecision } from "../../src/core/scaling/decision/logged-decision.ts";
import { instant } from "../../src/core/units/instant.ts";
import { ratio } from "../../src/core/units/ratio.ts";
import { minutes } from "../../src/core/units/seconds.ts";
import { DecisionFiles } from "../fixtures/decision-files.ts";
import { loggedDecision, NOW, type Seen } from "../fixtures/scaling.ts";
import { openedPages } from "./opened-pages.ts";

const ROUND_MS = 15_000;

const { open } = openedPages();

/** One decision every quarter of a minute, the last of them now. */
const story = (seen: readonly Seen[]): Promise<readonly LoggedDecision[]> =>
  Promise.all(
    seen.map((facts, i) => loggedDecision({}, { at: instant(NOW - (seen.length - 1 - i) * ROUND_MS), ...facts })),
  );

const STORY = await story([
  { demand: 400 },
  { demand: 400 },
  { demand: 640 },
  { demand: 640 },
  // Not clearly less than the sixteen that there are by then.
  { demand: 600, asked: 16 },
  { demand: 640, age: 120 },
  { demand: 640, age: 135 },
  { demand: 2000, asked: 16, ready: 12 },
]);

describe("the page of a workload's scaling", () => {
  it("draws what was needed, asked for and ready within the limits, and the demand", async () => {
    const page = await open("/scaling", { decisions: STORY });
    const last = "At most 40, At least 3, Asked for 16, Ready 12, Needed 40, Changed 40";
    await page.getByRole("img", { name: `Replicas over time; last: ${last}` }).waitFor();
    await page.getByRole("img", { name: "Demand over time; last: Demand 2,000" }).waitFor();
    await page.getByText("shop/Deployment/checkout, 3 to 40 replicas").waitFor();
    const tips = await page
      .locator(".chart")
      .first()
      .locator(".marker")
      .evaluateAll((marks) => marks.map((mark) => mark.getAttribute("title") ?? ""));
    expect(tips).toEqual([expect.stringMatching(/^refused: demand is 2m old/)]);
  });

  it("tells every change, refusal and what did not happen in a sentence, the newest first", async () => {
    const page = await open("/scaling", { decisions: STORY });
    await page.locator(".decided").first().waitFor();
    const titles = await page.locator(".decided > div > b").allInnerTexts();
    expect(titles).toEqual(["16 → 40", "refused", "10 → 16", "10"]);
    const lines = await page.locator(".decided").allInnerTexts();
    for (const [i, sentence] of [
      "50 replicas, but at most 40 are allowed",
      "demand is 2m old, expected at most 1m 30s",
      "640 requests a second at 40 a replica (80% of 50)",
    ].entries())
      expect(lines[i]).toContain(sentence);
    expect(lines[1]).toContain("for 15s, decided 2 times; at last: demand is 2m 15s old, expected at most 1m 30s");
    expect(lines[2]).toContain("for 30s, decided 3 times; at last: 16 replicas stay: 15 is not clearly less");
  });

  it("gives its JSON and commands for kubectl to be copied", async () => {
    const page = await open("/scaling", { decisions: [await loggedDecision({ mode: "publish" })] });
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    const copied = (): Promise<string> => page.evaluate("navigator.clipboard.readText()");
    await page.getByRole("button", { name: "Copy JSON: the present decision" }).click();
    await page.getByText("Copied").waitFor();
    expect(JSON.parse(await copied())).toMatchObject({ scaling: "checkout", limits: { min: 3, max: 40 } });
    await page.getByRole("button", { name: "Copy kubectl check: what the cluster has" }).click();
    await expect.poll(copied).toContain("kubectl get --namespace shop deployment/checkout\n");
    expect(await copied()).toContain(
      "--raw '/apis/external.metrics.k8s.io/v1beta1/namespaces/shop/slo_required_replicas?labelSelector=service%3Dcheckout%2Cscaling%3Dcheckout'",
    );
  });

  it("does not name a signal that is offered to nobody", async () => {
    const page = await open("/scaling", { decisions: [await loggedDecision({ mode: "recommend" })] });
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.getByRole("button", { name: "Copy kubectl check: what the cluster has" }).click();
    await page.getByText("Copied").waitFor();
    expect(await page.evaluate("navigator.clipboard.readText()")).not.toContain("--raw");
  });
});

describe("what the page of a workload's scaling tells of its capacity", () => {
  const learning = { capacity: { kind: "learn", utilization: ratio(1), isCorrected: true, spend: 0.2 } } as const;
  const learned = { kind: "learned", perReplica: 62, low: 58, high: 66 } as const;
  const correction = { factor: 0.9, burn: 1.42, test: undefined, frozenUntil: undefined };

  async function linesOf(...said: Parameters<typeof loggedDecision>): Promise<readonly string[]> {
    const page = await open("/scaling", { decisions: [await loggedDecision(...said)] });
    await page.locator(".capacity").waitFor();
    const words = await page.locator(".capacity > *").allInnerTexts();
    return words.flatMap((word, i) => (i % 2 === 0 ? [`${word}: ${words[i + 1]}`] : []));
  }

  it("is what was declared, and nothing else where nothing else is known", async () => {
    expect(await linesOf()).toEqual([
      "Capacity: 40 requests a second are planned for a replica: declared as 50, 80% of it used",
    ]);
  });

  it("is what was learned, with its bounds", async () => {
    expect(await linesOf(learning, { learned })).toEqual([
      "Capacity: 62 requests a second are planned for a replica: learned",
      "Learned: 62 a replica at the SLO (58 to 66), by what the budget burnt under load",
    ]);
  });

  it("is a little more than the load that did no harm where no overload was seen", async () => {
    expect(await linesOf(learning, { learned: { kind: "at least", perReplica: 31 } })).toEqual([
      "Capacity: 34.1 requests a second are planned for a replica: learned",
      "Learned: at least 31 a replica, no overload was seen: what is too much is not known yet",
    ]);
  });

  it("is to be learned, and why it is not yet", async () => {
    expect(await linesOf(learning, { learned: { kind: "unknown", because: "no load was seen" } })).toEqual([
      "Capacity: to be learned; until then nobody says how many replicas demand needs",
      "Learned: not known: no load was seen",
    ]);
  });

  it("is told beside a declared one, with how far that is corrected", async () => {
    const memory = { correction, forecast: undefined };
    expect(await linesOf({}, { learned, memory })).toEqual([
      "Capacity: 36 requests a second are planned for a replica: declared as 50, 80% of it used",
      "Learned: 62 a replica at the SLO (58 to 66), by what the budget burnt under load",
      "Corrected: to 0.90 times what was declared, by 1.5x of burn at planned load",
    ]);
  });

  it("says how long it is left alone, and what is to be expected of demand", async () => {
    const frozenUntil = instant(NOW + 7_200_000);
    const memory = {
      correction: { ...correction, factor: 1, frozenUntil },
      forecast: { trust: 1, promises: [] },
    };
    const facts = { forecast: { lead: minutes(10), days: 7 } };
    const [, corrected, forecast] = await linesOf(facts, { memory, grewOnDays: [1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5] });
    expect(corrected).toMatch(
      /^Corrected: not; 1\.5x of burn at planned load; left alone until \d\d:\d\d, as less load did not help$/,
    );
    expect(forecast).toBe(
      "Forecast: 14 replicas: earlier days grew 1.5 times from this time on, so 560 requests a second may come after 400",
    );
  });
});

describe("what was decided before what is told at once", () => {
  /** Demand rises and falls, so that every twentieth decision is a change. */
  const longStory = (count: number): Promise<readonly LoggedDecision[]> =>
    story(Array.from({ length: count }, (_, i) => ({ demand: Math.floor(i / 20) % 2 === 0 ? 400 : 800, asked: 10 })));

  it("is not led on to where all that is known is told", { timeout: 60_000 }, async () => {
    const page = await open("/scaling", { decisions: await longStory(960) });
    await page.locator(".decided").first().waitFor();
    expect(await page.getByRole("link", { name: "Older" }).count()).toBe(0);
  });

  async function openLong(count: number, path = "/scaling") {
    const files = new DecisionFiles();
    const store = files.open();
    const decisions = await longStory(count);
    store.append(decisions.slice(0, -1));
    const page = await open(path, { decisions: decisions.slice(-1), store });
    return { page, decisions, files };
  }

  it("is led on to by keys, with an address, and back", { timeout: 60_000 }, async () => {
    const { page, decisions, files } = await openLong(1100);
    const older = page.getByRole("link", { name: "Older" });
    await older.focus();
    await page.keyboard.press("Enter");
    const oldest = decisions.at(-960)?.decision.at ?? 0;
    await page.waitForURL(`**/scaling?until=${oldest / 1000}`);
    const title = page.getByRole("heading", { name: /^Decisions up to / });
    await expect.poll(() => title.evaluate((element) => element.matches(":focus"))).toBe(true);
    expect(await page.locator(".decided time").first().getAttribute("datetime")).toBe(new Date(oldest).toISOString());
    expect(await older.count()).toBe(0);
    await page.reload();
    await page.getByRole("img", { name: /^Replicas over time/ }).waitFor();
    await page.getByRole("link", { name: "The newest" }).first().click();
    await page.waitForURL(/scaling\?$|scaling$/);
    await page.getByRole("heading", { name: "Decisions", exact: true }).waitFor();
    files.remove();
  });

  it("says where nothing older is known", async () => {
    const { page, files } = await openLong(3, `/scaling?until=${(NOW - 2 * ROUND_MS) / 1000}`);
    await page.getByText("Nothing older is known").waitFor();
    files.remove();
  });
});
