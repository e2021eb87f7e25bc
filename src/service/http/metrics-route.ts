import type { RequestHandler } from "express";
import type { Snapshot } from "../control/status-reader.ts";
import type { Readers } from "./operation.ts";
import type { OwnMetrics } from "./own-metrics.ts";
import { printScalingMetrics } from "./scaling-metrics.ts";
import { printSloMetrics } from "./slo-metrics.ts";

/** `/metrics`: our own health and the SLOs. The series of a snapshot are printed once, however often they are read. */
export function metricsRoute({ reader, decisions }: Readers, own: OwnMetrics): RequestHandler {
  let printed: { readonly snapshot: Snapshot; readonly text: Promise<string> } | undefined;
  const sloMetrics = (snapshot: Snapshot): Promise<string> => {
    if (printed?.snapshot !== snapshot) printed = { snapshot, text: printSloMetrics(snapshot) };
    return printed.text;
  };
  return async (_request, response) => {
    const snapshot = reader.snapshot();
    const slos = snapshot === undefined ? "" : await sloMetrics(snapshot);
    response
      .set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
      .send(`${await own.print(snapshot)}${slos}${await printScalingMetrics(decisions)}`);
  };
}
