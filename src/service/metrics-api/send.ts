import type { Response } from "express";
import type { MetricValueList } from "./custom-metrics.ts";
import type { ExternalMetricValueList } from "./external-metrics.ts";
import type { StatusBody } from "./status.ts";

/** Never with `Retry-After`: an autoscaler would wait in its own loop. */
export function send(response: Response, body: ExternalMetricValueList | MetricValueList | StatusBody): void {
  response.status(body.kind === "Status" ? body.code : 200).json(body);
}
