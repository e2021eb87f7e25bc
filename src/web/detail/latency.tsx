import { useQuery } from "@tanstack/preact-query";
import { useMemo } from "preact/hooks";
import { useSearchParams } from "wouter-preact";
import { fetchLatency } from "../api/slos.ts";
import { Chart } from "../components/chart.tsx";
import type { Line } from "../components/chart-parts.ts";
import { printSeconds } from "../components/printed.ts";
import { Failed, Loading } from "../components/states.tsx";
import type { SloDetailView, SloView } from "../../service/http/view.ts";
import type { LatencyHistoryView } from "../../service/http/views/latency-view.ts";
import { Heatmap } from "./heatmap.tsx";

interface Props {
  readonly detail: SloDetailView;
  readonly group: SloView;
}

/** In the URL: how latencies are drawn. */
const VIEW = "latency";
const HEATMAP = "heatmap";

/** How slow events were over the last hours: percentiles against what was promised, or all of them. */
export function Latency({ detail: { service, slo }, group }: Props) {
  const [search, setSearch] = useSearchParams();
  const told = useQuery({
    queryKey: ["latency", service, slo, group.by],
    queryFn: () => fetchLatency({ service, slo }, group.by),
  });
  const isHeatmap = search.get(VIEW) === HEATMAP;
  const change = (): void => {
    const changed = new URLSearchParams(search);
    if (isHeatmap) changed.delete(VIEW);
    else changed.set(VIEW, HEATMAP);
    setSearch(changed, { replace: true });
  };
  return (
    <section aria-labelledby="latency">
      <div class="section-head">
        <h2 id="latency">Latency</h2>
        <span class="quiet-text small">the last hours, as far as buckets are in memory</span>
        <button type="button" class="quiet export" aria-pressed={isHeatmap} onClick={change}>
          Heatmap
        </button>
      </div>
      {told.error === null ? null : <Failed error={told.error} />}
      {told.data === undefined ? (
        told.error === null ? (
          <Loading what="latencies" />
        ) : null
      ) : told.data.note === null ? (
        isHeatmap ? (
          <Heatmap view={told.data} />
        ) : (
          <Percentiles view={told.data} />
        )
      ) : (
        <p class="notice">No chart: {told.data.note}.</p>
      )}
    </section>
  );
}

const QUANTILES = [
  ["0.5", "p50", "--text-quiet"],
  ["0.95", "p95", "--ok"],
  ["0.99", "p99", "--warn"],
] as const;

function Percentiles({ view }: { readonly view: LatencyHistoryView }) {
  const times = useMemo(() => view.points.map(({ at }) => Date.parse(at) / 1000), [view]);
  const lines = useMemo(() => linesOf(view), [view]);
  if (view.points.every(({ count }) => count === null))
    return <p class="notice">No event is known yet; a step of five minutes must be over first.</p>;
  return <Chart title="Latency" times={times} lines={lines} unit="seconds" />;
}

function linesOf({ points, under }: LatencyHistoryView): readonly Line[] {
  return [
    ...QUANTILES.map(([quantile, label, colour]): Line => ({
      label,
      colour,
      values: points.map((point) => point[quantile]),
    })),
    {
      label: `Good up to ${printSeconds(under)}`,
      colour: "--burning",
      values: points.map(() => under),
      isDashed: true,
    },
  ];
}
