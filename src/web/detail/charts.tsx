import { useMemo } from "preact/hooks";
import type { HistoryView } from "../../service/http/view.ts";
import { Chart, type Line } from "../components/chart.tsx";
import { Export } from "./export.tsx";
import type { Span } from "./span.ts";

interface Props {
  readonly history: HistoryView;
  readonly isZoomed: boolean;
  readonly onZoom: (span: Span | undefined) => void;
}

/** The budget over time, and the events that it went to; what is dragged over is looked at closer. */
export function Charts({ history, isZoomed, onZoom }: Props) {
  const { times, budget, events } = useMemo(() => linesOf(history), [history]);
  return (
    <section aria-labelledby="over-time">
      <div class="section-head">
        <h2 id="over-time">Budget and events</h2>
        {isZoomed ? (
          <button type="button" class="quiet" onClick={() => onZoom(undefined)}>
            Whole window
          </button>
        ) : (
          <span class="quiet-text small">drag over a chart to look closer</span>
        )}
        <Export history={history} />
      </div>
      <Chart title="Budget left" times={times} lines={budget} unit="share" onZoom={onZoom} />
      <Chart title="Events per second" times={times} lines={events} unit="per second" onZoom={onZoom} />
    </section>
  );
}

interface Drawn {
  /** Unix seconds. */
  readonly times: readonly number[];
  readonly budget: readonly Line[];
  readonly events: readonly Line[];
}

function linesOf({ points, stepSeconds }: HistoryView): Drawn {
  const perSecond = (count: number | null): number | null => (count === null ? null : count / stepSeconds);
  return {
    times: points.map(({ at }) => Date.parse(at) / 1000),
    budget: [{ label: "Budget left", colour: "--ok", values: points.map(({ budgetLeft }) => budgetLeft) }],
    events: [
      { label: "All", colour: "--ok", values: points.map(({ total }) => perSecond(total)) },
      { label: "Bad", colour: "--burning", values: points.map(({ bad }) => perSecond(bad)) },
    ],
  };
}
