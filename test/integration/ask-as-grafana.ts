import { parsePromDuration } from "../../src/core/units/prom-duration.ts";
import type { DashboardQuery } from "../core/dashboards/dashboard-json.ts";
import type { AnsweredSeries, PrometheusServer } from "../fixtures/prometheus-server.ts";

/** A dashboard's own range: long enough for the newest samples, short enough for a step of a few seconds. */
const LAST_SECONDS = 600;

/**
 * Asks as Grafana would at this moment: tables for the present, lines over the panel's own range or the last minutes.
 */
export async function askAsGrafana(
  prometheus: PrometheusServer,
  { expr, panel }: DashboardQuery,
): Promise<readonly AnsweredSeries[]> {
  const now = Date.now() / 1000;
  if (panel === undefined || panel.targets?.[0]?.instant === true) return prometheus.instant(expr);
  if (panel.timeFrom === undefined) return prometheus.range(expr, now - LAST_SECONDS, now, 2);
  const [length = 0, step = 1] = [panel.timeFrom, panel.interval ?? "1m"].map(parsePromDuration);
  // Grafana aligns ranges to the step.
  const end = Math.floor(now / step) * step;
  return prometheus.range(expr, end - length, end, step);
}
