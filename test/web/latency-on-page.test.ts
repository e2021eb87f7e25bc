import { describe, expect, it } from "vitest";
import type { LatencyHistory } from "../../src/core/ledger/readout/latency-history.ts";
import { instant } from "../../src/core/units/instant.ts";
import { seconds } from "../../src/core/units/seconds.ts";
import { indicators } from "../fixtures/objectives.ts";
import { NOON, status } from "../fixtures/statuses.ts";
import { openedPages } from "./opened-pages.ts";

const pages = openedPages();

const STATUSES = [
  status({ objective: { slo: "latency", indicator: indicators.classic }, latency: 0.4 }),
  status({ objective: { slo: "native", indicator: indicators.native } }),
];

/** Six hours, of which the first is not known. */
const LATENCIES: LatencyHistory = {
  step: seconds(300),
  bounds: [0.1, 0.3, 1, Number.POSITIVE_INFINITY],
  points: Array.from({ length: 72 }, (_, i) => {
    const at = instant(NOON - (71 - i) * 300_000);
    if (i < 12) return { at, count: 0, quantiles: [undefined, undefined, undefined], shares: [] };
    return { at, count: 100, quantiles: [0.08, 0.25, 0.4], shares: [0.6, 0.37, 0.02, 0.01] };
  }),
};

describe("latency over time", () => {
  it("is drawn as percentiles beside what is good, and as a heatmap, which the URL holds", async () => {
    const page = await pages.open("/slos/checkout/latency", { statuses: STATUSES, latencies: LATENCIES });
    await page
      .getByRole("img", { name: "Latency over time; last: p50 80ms, p95 250ms, p99 400ms, Good up to 300ms 300ms" })
      .waitFor();
    await page.getByRole("button", { name: "Heatmap" }).click();
    await page.waitForURL("**/slos/checkout/latency?latency=heatmap");
    const map = page.getByRole("group", { name: /of the last step 3.*took longer than 300ms$/ });
    expect(await map.getByRole("rowheader").allInnerTexts()).toEqual(["over 1s", "1s", "300ms", "100ms"]);
    // Of the hour that is not known nothing is drawn.
    expect(await map.locator("tr").first().locator("rect").count()).toBe(60);
    await page.reload();
    await page.getByRole("button", { name: "Heatmap", pressed: true }).click();
    await page.waitForURL(/latency$/);
  });

  it("says why there is none", async () => {
    const page = await pages.open("/slos/checkout/native", { statuses: STATUSES });
    await page.getByText("No chart: the buckets of a native histogram stay in Prometheus").waitFor();
  });

  it("is not there where nothing has a latency", async () => {
    const page = await pages.open("/slos/checkout/availability", { statuses: [status()] });
    await page.getByRole("heading", { name: "How it is measured" }).waitFor();
    expect(await page.getByRole("heading", { name: "Latency" }).count()).toBe(0);
  });
});
