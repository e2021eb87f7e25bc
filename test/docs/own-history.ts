import { type WrittenSeries, writeSeries } from "../../demo/backfill/remote-write.ts";

const DAYS = 30;
const STEP_MILLISECONDS = 60_000;
const REQUESTS_PER_STEP = 100;

/**
 * Shares of the requests that fail, which leaves 59 % of the budget of 99.9 %, and that take longer than 400 ms.
 * Not so round that each failure falls on the same place of its five minutes: that would bend what `increase` makes of
 * it.
 */
const SHARES = { failed: 0.00041, slow: 0.00097 };

/** Thirty even days of answers that a Prometheus counts about itself, up to now. */
export async function writeOwnHistory(address: string): Promise<void> {
  const steps = (DAYS * 86_400_000) / STEP_MILLISECONDS;
  const start = Date.now() - steps * STEP_MILLISECONDS;
  const timestamps = Float64Array.from({ length: steps }, (_, step) => start + step * STEP_MILLISECONDS);
  const own = { job: "prometheus", instance: address, handler: "/api/v1/query" };
  const counter = (name: string, labels: Readonly<Record<string, string>>, share: number): WrittenSeries => ({
    labels: { __name__: name, ...own, ...labels },
    timestamps,
    values: Float64Array.from({ length: steps }, (_, step) => Math.floor(step * REQUESTS_PER_STEP * share)),
  });
  const bucket = (le: string, share: number): WrittenSeries =>
    counter("prometheus_http_request_duration_seconds_bucket", { le }, share);
  await writeSeries(`http://${address}`, [
    counter("prometheus_http_requests_total", { code: "200" }, 1 - SHARES.failed),
    counter("prometheus_http_requests_total", { code: "503" }, SHARES.failed),
    bucket("0.1", 0.9),
    bucket("0.4", 1 - SHARES.slow),
    bucket("+Inf", 1),
    counter("prometheus_http_request_duration_seconds_count", {}, 1),
  ]);
}
