import { useMemo } from "preact/hooks";
import type { HistoryView, SloView } from "../../service/http/view.ts";
import { Chart, type Line } from "../components/chart.tsx";
import { budgetLines } from "./budget-lines.ts";
import { Export } from "./export.tsx";
import type { Span } from "./span.ts";

interface Props {
  readonly history: HistoryView;
  readonly group: SloView;
  readonly isZoomed: boolean;
  readonly onZoom: (span: Span | undefined) => void;
}

/** The budget over time, and the events that it went to; what is dragged over is looked at closer. */
export function Charts({ history, group, isZoomed, onZoom }: Props) {
  const times = useMemo(() => history.points.map(({ at }) => Date.parse(at) / 1000), [history]);
  const events = useMemo(() => eventsOf(history), [history]);
  const budget = useMemo(
    () => budgetLines(history, times, isZoomed ? undefined : group.budget),
    [history, times, isZoomed, group.budget],
  );
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
      <Chart title="Budget left" times={budget.times} lines={budget.lines} unit="share" onZoom={onZoom} />
      <Chart title="Events per second" times={times} lines={events} unit="per second" onZoom={onZoom} />
    </section>
  );
}

function eventsOf({ points, stepSeconds }: HistoryView): readonly Line[] {
  const perSecond = (count: number | null): number | null => (count === null ? null : count / stepSeconds);
  return [
    { label: "All", colour: "--ok", values: points.map(({ total }) => perSecond(total)) },
    { label: "Bad", colour: "--burning", values: points.map(({ bad }) => perSecond(bad)) },
  ];
}
