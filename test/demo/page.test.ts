import { describe, expect, it } from "vitest";
import { type PageNotice, renderPage } from "../../demo/screen/page.ts";

const page: PageNotice = {
  status: "firing",
  labels: { alertname: "ErrorBudgetBurn", severity: "page", service: "checkout", slo: "availability" },
  annotations: {
    summary:
      "checkout-availability is failing 18.3% of requests: burning 183.1x, 50.7% of the 30d budget left, gone in 1h 59m",
    description:
      "Checkout requests that do not fail. Promised: 99.9% over 30d; the last 1h cost 2.2% of the 30d budget (alerts from 2%).\nNext: compare the start of the burn with the last deploy.",
    runbook_url: "https://runbooks.example.com/checkout",
    dashboard_url:
      "https://grafana.example.com/d/headroom-checkout?var-slo=availability&with=a-very-long-address-that-must-stay-whole",
    query: 'topk(10, rate(http_requests_total{job="checkout",code=~"5.."}[5m]))',
  },
  receivedAt: new Date("2026-05-07T03:04:05.678Z"),
  startsAt: "2026-05-07T03:04:03Z",
  endsAt: "0001-01-01T00:00:00Z",
  generatorURL: `http://127.0.0.1:9090/graph?g0.expr=${"x".repeat(500)}`,
};

describe("renderPage", () => {
  it("shows a page as whoever is on call gets it", async () => {
    await expect(renderPage(page)).toMatchFileSnapshot("../golden/demo/page.txt");
  });

  it("says that a page is resolved, since when, and that its text is history", async () => {
    await expect(renderPage({ ...page, status: "resolved", endsAt: "2026-05-07T03:14:15.9Z" })).toMatchFileSnapshot(
      "../golden/demo/page-resolved.txt",
    );
  });

  it("draws an alert of somebody else's rule, which may bring nothing but its name", async () => {
    const foreign = {
      ...page,
      labels: { alertname: "InstanceDown" },
      annotations: {},
      generatorURL: "http://127.0.0.1:9090/graph?g0.expr=up",
    };
    await expect(renderPage(foreign)).toMatchFileSnapshot("../golden/demo/page-foreign.txt");
  });
});
