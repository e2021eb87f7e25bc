import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeSeries } from "../../demo/backfill/remote-write.ts";
import { generateRules, DEFAULT_RULE_OPTIONS } from "../../src/core/rules/generate.ts";
import { countedRatioSeries } from "../../src/core/sli/series-names.ts";
import { type AlertmanagerServer, type NotifiedAlert, startAlertmanager } from "../fixtures/alertmanager.ts";
import { objective, service } from "../fixtures/objectives.ts";
import { type PrometheusServer, startPrometheus } from "../fixtures/prometheus-server.ts";

// Nothing of Headroom runs here: the generated files, Prometheus and Alertmanager are all there is.

const SCRAPE_SECONDS = 15;
const EVENTS_PER_SECOND = 20;

/**
 * Seconds before the start. The end leaves the 5 m window enough of the incident to be seen, and to forget within two
 * minutes.
 */
const INCIDENT = { from: 340, to: 200, badShare: 0.5 };
const HISTORY_SECONDS = 7 * 3600;

/** Both counters at a moment, `age` seconds before the start: the truth that everything is compared with. */
function counters(age: number): { readonly good: number; readonly bad: number } {
  const events = (HISTORY_SECONDS - age) * EVENTS_PER_SECOND;
  const bad = Math.round(
    Math.min(Math.max(INCIDENT.from - age, 0), INCIDENT.from - INCIDENT.to) * EVENTS_PER_SECOND * INCIDENT.badShare,
  );
  return { good: events - bad, bad };
}

async function write(url: string, start: number, ages: readonly number[]): Promise<void> {
  const timestamps = ages.map((age) => start - age * 1000);
  const series = (code: string, of: "good" | "bad") => ({
    labels: { __name__: "http_requests_total", job: "checkout", code },
    timestamps,
    values: ages.map((age) => counters(age)[of]),
  });
  await writeSeries(url, [series("200", "good"), series("500", "bad")]);
}

/** What a count of three days would have recorded by then: a leak that a ticket is for, above 1x. */
async function writeRecorded(url: string, start: number): Promise<void> {
  const halfHours = Array.from({ length: 12 }, (_, i) => start - (12 - i) * 1_800_000);
  const labels = { __name__: countedRatioSeries("3d"), service: "checkout", slo: "availability" };
  await writeSeries(url, [{ labels, timestamps: halfHours, values: halfHours.map(() => 0.005) }]);
}

describe("the generated rules in a real Prometheus and Alertmanager", () => {
  let prometheus: PrometheusServer;
  let alertmanager: AlertmanagerServer;
  let start: number;

  beforeAll(async () => {
    const tested = objective({
      description: "Checkout requests that do not fail.",
      runbook: "https://runbooks.example.com/checkout",
    });
    const files = generateRules([service([tested])], {
      ...DEFAULT_RULE_OPTIONS,
      dashboardUrl: "https://grafana.example.com",
    });
    const text = (suffix: string): string => files.find(({ path }) => path.endsWith(suffix))?.text ?? "";
    alertmanager = await startAlertmanager(text("alertmanager-inhibit.yaml"));
    prometheus = await startPrometheus();
    await prometheus.loadRules([text(".rules.yaml")]);
    await prometheus.notify(alertmanager.url);
    start = Date.now();
    await write(
      prometheus.url,
      start,
      Array.from({ length: HISTORY_SECONDS / SCRAPE_SECONDS + 1 }, (_, i) => HISTORY_SECONDS - i * SCRAPE_SECONDS),
    );
  }, 120_000);

  afterAll(async () => {
    await prometheus.stop();
    await alertmanager.stop();
  });

  /** Lives on, scrape by scrape, until a page with this status has arrived. */
  async function untilPage(status: NotifiedAlert["status"], withinSeconds: number): Promise<NotifiedAlert> {
    for (;;) {
      const page = alertmanager.received.find(
        (alert) => alert.status === status && alert.labels["severity"] === "page",
      );
      if (page !== undefined) return page;
      const age = (start - Date.now()) / 1000;
      if (-age > withinSeconds)
        throw new Error(
          `no page was ${status} within ${withinSeconds} s; got ${JSON.stringify(alertmanager.received)}`,
        );
      await sleep(SCRAPE_SECONDS * 1000);
      await write(prometheus.url, start, [Math.round((start - Date.now()) / 1000)]);
    }
  }

  it("fire a page that says how bad it is and where to look, and resolve it soon after the incident", async () => {
    const page = await untilPage("firing", 90);
    expect(page.labels).toEqual({
      alertname: "ErrorBudgetBurn",
      namespace: "shop",
      owner: "payments",
      service: "checkout",
      slo: "availability",
      severity: "page",
      tier: "fast",
    });
    const { summary = "", description = "", query = "", dashboard_url, runbook_url } = page.annotations;
    const said =
      /^checkout-availability is failing ([\d.]+)% of requests: burning ([\d.]+)x, budget left not known yet, a full 30d budget lasts \S+ \S+ at this rate$/.exec(
        summary,
      );
    const [, failing = "", burning = ""] = said ?? [summary];
    // 50 % of at most 110 of the last 300 seconds, and above the threshold.
    expect(Number(failing)).toBeGreaterThan(1.44);
    expect(Number(failing)).toBeLessThan(20);
    expect(Number(burning) / Number(failing)).toBeCloseTo(10, 0);
    // 70 s of full outage in the last hour: 70 / 3600 of its events, and 3600 / 2592000 of the window's.
    expect(description).toMatch(
      /^Checkout requests that do not fail\. Promised: 99\.9% over 30d; the last 1h cost 2\.7% of the 30d budget \(alerts from 2%\)/,
    );
    expect(query).toBe(
      'topk(10, sum without (code) (rate(http_requests_total{job="checkout",code=~"5.."}[5m])) / sum without (code) (rate(http_requests_total{job="checkout"}[5m])) > 0)',
    );
    expect(dashboard_url).toBe("https://grafana.example.com/d/headroom-checkout?var-slo=availability");
    expect(runbook_url).toBe("https://runbooks.example.com/checkout");

    // Only now is there anything for a ticket: one that came before the page would not be silenced by it.
    await writeRecorded(prometheus.url, start);
    const resolved = await untilPage("resolved", 330);
    expect(resolved.labels).toEqual(page.labels);
    // Once the page is over, its end and the ticket are told in any order.
    const whilePageFired = alertmanager.received.filter(({ receivedAt }) => receivedAt < Date.parse(resolved.endsAt));
    // The slow tier burns as well, and is silenced by the snippet while the page fires.
    expect(
      await prometheus.instant('ALERTS{alertname="ErrorBudgetBurn",severity="ticket",alertstate="firing"}'),
    ).toHaveLength(1);
    expect(
      whilePageFired.map(({ status, labels }) => `${labels["alertname"]} ${labels["severity"]} ${status}`),
    ).toEqual(["ErrorBudgetBurn page firing"]);
  }, 360_000);
});
