import type { LatencyHistory, LatencyPoint } from "../../core/ledger/readout/latency-history.ts";
import { json } from "./content.ts";
import { findGroup, findSlo, labelsOf, SLO_PATH } from "./found-slo.ts";
import { operation } from "./operation.ts";
import { bad } from "./parameter-values.ts";
import { labelled } from "./query-parameters.ts";
import { type LatencyHistoryView, latencyHistoryView } from "./views/latency-view.ts";

export const LATENCY_OPERATIONS = [
  operation({
    path: "/api/v1/slos/{service}/{slo}/latency",
    says: "How slow the events of a latency SLO were over the last hours: percentiles, and the share of events in each bucket.",
    inPath: SLO_PATH,
    inQuery: { by: labelled("value of a label that splits the SLO", labelsOf) },
    answers: json(latencyHistoryView),
    answer: ({ snapshot, reader, path, query: { by = {} } }) => {
      const { objective, groups } = findSlo(snapshot, path);
      const group = findGroup(groups, by);
      const { indicator, service, slo, target } = objective;
      if (indicator.kind !== "latency")
        throw bad(`the indicator is ${indicator.kind}:, which has no latency`, "ask SLOs whose indicator is latency:");
      const about = { service, slo, by: { ...group.by }, under: indicator.under, target };
      const told = reader.latencies(objective, group.by);
      if (told !== undefined) return { ...about, note: null, ...toView(told) };
      const note = indicator.form === "native" ? NATIVE : UNREAD;
      return { ...about, note, stepSeconds: null, bounds: [], points: [] };
    },
  }),
];

const NATIVE = "the buckets of a native histogram stay in Prometheus: only its present percentiles are known here";
const UNREAD = "nothing was read yet";

const toView = ({
  step,
  bounds,
  points,
}: LatencyHistory): Pick<LatencyHistoryView, "stepSeconds" | "bounds" | "points"> => ({
  stepSeconds: step,
  bounds: bounds.map((bound) => (Number.isFinite(bound) ? bound : null)),
  points: points.map(toPoint),
});

const toPoint = ({
  at,
  count,
  quantiles: [p50, p95, p99],
  shares,
}: LatencyPoint): LatencyHistoryView["points"][number] => ({
  at: new Date(at).toISOString(),
  // Nothing that happened and nothing that was read look alike.
  count: count > 0 ? count : null,
  "0.5": p50 ?? null,
  "0.95": p95 ?? null,
  "0.99": p99 ?? null,
  shares: [...shares],
});
