import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { loadedGroups, lookedAt } from "../fixtures/looked-at.ts";
import { objective, service } from "../fixtures/objectives.ts";
import { prometheusClient } from "../fixtures/prometheus-client.ts";
import { NOON, status } from "../fixtures/statuses.ts";
import { openedPages } from "./opened-pages.ts";

const pages = openedPages();

const STATUSES = [status(), status({ objective: { service: "search", slo: "availability" } })];
const CHECKOUT = service([objective()]);
const HOSTILE = `<img src=x onerror="document.title='owned'">`;

const PAGE = {
  alertname: "ErrorBudgetBurn",
  service: "checkout",
  slo: "availability",
  severity: "page",
  tier: "fast",
  owner: "payments",
  namespace: "shop",
};

const looksAt = (...given: Parameters<typeof loadedGroups>) =>
  new Map([
    [
      "default",
      lookedAt({
        groups: loadedGroups(...given),
        series: () => [
          {
            labels: PAGE,
            timestamps: [NOON],
            values: [NOON / 1000 - 7200],
          },
        ],
      }),
    ],
  ]);

describe("the rules of a service", () => {
  it("say that they are loaded, what they cost, and when they fired last", async () => {
    const page = await pages.open("/rules", { statuses: STATUSES, looksAt: looksAt(CHECKOUT) });
    await page.getByText(/^All \d+ rules are loaded; evaluating them takes \d+ ms of each minute\.$/).waitFor();
    const alerts = await page.locator("section", { hasText: "Alerts" }).locator("tbody tr").allInnerTexts();
    expect(alerts[0]).toMatch(/ErrorBudgetBurn\s+availability · page · fast\s+● quiet\s+2h ago/);
    expect(alerts[1]).toMatch(/ErrorBudgetBurn\s+availability · ticket · slow\s+● quiet\s+not within 7d/);
    await page.getByText("slo:checkout:availability:fast").click();
    await page.getByText("slo:error_ratio:rate5m").waitFor();
  });

  it("say what fires, waits and fails, with Prometheus' own words as text", async () => {
    const looks = looksAt(CHECKOUT, (rule) => {
      if (rule.name === "ErrorBudgetBurn") return { ...rule, state: "firing", firing: 3 };
      if (rule.name === "SliDataMissing") return { ...rule, state: "pending" };
      return rule.name === "slo:error_ratio:rate1h" ? { ...rule, health: "err", lastError: HOSTILE } : rule;
    });
    const page = await pages.open("/rules?service=checkout", { statuses: STATUSES, looksAt: looks });
    await page.getByText("1 rule fails: alerts of this service may stay silent.").waitFor();
    await page.getByText("▲ firing, 3 groups").first().waitFor();
    await page.getByText("◢ pending").first().waitFor();
    await page.getByText(HOSTILE).first().waitFor();
    expect(await page.title()).toBe("Rules · Headroom");
  });

  it("are never drawn as well where they are not loaded, or where nobody answers", async () => {
    const page = await pages.open("/rules", { statuses: STATUSES, looksAt: new Map([["default", lookedAt()]]) });
    await page.getByText(/^default has loaded none of these \d+ rules: nothing pages for this service\.$/).waitFor();
    expect(await page.locator("tbody").allInnerTexts()).not.toContain("quiet");
  });

  it("are not known where nobody answers", async () => {
    const nobody = prometheusClient("http://127.0.0.1:1");
    const page = await pages.open("/rules", { statuses: STATUSES, looksAt: new Map([["default", nobody]]) });
    await page.getByText(/^Nobody knows whether default has these rules: .*ECONNREFUSED/).waitFor();
    const words = await page.locator("section", { hasText: "Alerts" }).locator("tbody td").allInnerTexts();
    expect(new Set(words)).toEqual(new Set(["◌ not known", "not known"]));
    await nobody.close();
  });
});

describe("what is generated of a service", () => {
  it.each([
    ["Rules", "rules", "checkout.rules.yaml", "groups:"],
    ["Tests", "tests", "checkout.test.yaml", "evaluation_interval:"],
    ["Dashboard", "dashboard", "checkout.json", '"panels"'],
    ["Alertmanager", "alertmanager", "alertmanager-inhibit.yaml", "inhibit_rules:"],
  ])("is looked at and kept under %s, which has an address", async (tab, view, name, part) => {
    const page = await pages.open("/rules", { statuses: STATUSES, looksAt: looksAt(CHECKOUT) });
    await page.getByRole("navigation", { name: "Views" }).getByRole("link", { name: tab, exact: true }).click();
    await page.waitForURL(`**/rules?service=checkout&view=${view}`);
    const text = await page.locator("pre.file").innerText();
    expect(text).toContain(part);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Download" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe(name);
    expect((await readFile(await download.path(), "utf8")).trim()).toBe(text.trim());
  });

  it("is of the service that is chosen, and stays so when the page is loaded anew", async () => {
    const page = await pages.open("/rules?view=rules", { statuses: STATUSES, looksAt: looksAt(CHECKOUT) });
    await page.getByLabel("Service").selectOption("search");
    await page.waitForURL("**/rules?service=search&view=rules");
    await page.reload();
    expect(await page.locator("pre.file").innerText()).toContain("slo:search:availability:fast");
  });
});
