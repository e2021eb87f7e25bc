import { useMemo } from "preact/hooks";
import { errorBudget } from "../../core/objective/objective.ts";
import { ratio } from "../../core/units/ratio.ts";
import type { HistoryView, SloDetailView, SloView } from "../../service/http/view.ts";
import type { Line } from "../components/chart-parts.ts";
import { Chart } from "../components/chart.tsx";
import { projected } from "../components/printed.ts";
import { budgetLines } from "./budget-lines.ts";
import { Export } from "./export.tsx";
import { Happenings } from "./happenings.tsx";
import { happenings, toMarkers, toShades } from "./happened.ts";
import { useFineHistory } from "./histories.ts";
import { useMarks } from "./marks.ts";
import { firingsWith } from "./replayed.ts";
import type { Span } from "./span.ts";

export interface ChartsProps {
  readonly history: HistoryView;
  readonly detail: SloDetailView;
  readonly group: SloView;
  readonly isZoomed: boolean;
  readonly onZoom: (span: Span | undefined) => void;
}

/** The budget over time, and the events that it went to; what is dragged over is looked at closer. */
export function Charts({ history, detail, group, isZoomed, onZoom }: ChartsProps) {
  const times = useMemo(() => history.points.map(({ at }) => Date.parse(at) / 1000), [history]);
  const toEmpty = isZoomed ? null : projected(group);
  const budget = useMemo(
    () => budgetLines(history, times, { toEmpty, promise: detail }),
    [history, times, toEmpty, detail.window, detail.timezone],
  );
  const bad = useMemo(() => badOf(history, group.target), [history, group.target]);
  const all = useMemo(() => allOf(history), [history]);
  const happened = useHappened(detail, group, budget.times);
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
      <Chart
        title="Budget left"
        times={budget.times}
        lines={budget.lines}
        unit="share"
        shades={happened.shades}
        markers={happened.markers}
        onZoom={onZoom}
      />
      <Happenings happened={happened.list} isKnown={happened.isKnown} />
      <Chart title="Bad events per second" times={times} lines={bad} unit="per second" onZoom={onZoom} />
      <Chart title="All events per second" times={times} lines={all} unit="per second" onZoom={onZoom} />
    </section>
  );
}

/** What happened within the times that are drawn. */
function useHappened(detail: SloDetailView, group: SloView, times: readonly number[]) {
  const fine = useFineHistory(group);
  const marks = useMarks(detail);
  const stepSeconds = fine.data?.stepSeconds ?? 0;
  const firings = useMemo(
    () => (fine.data === undefined ? [] : firingsWith(fine.data, detail.alerts, detail.target)),
    [fine.data, detail.alerts, detail.target],
  );
  return useMemo(() => {
    const span = { from: (times[0] ?? 0) * 1000, to: (times.at(-1) ?? 0) * 1000 };
    const list = happenings(firings, marks, span, stepSeconds);
    return { list, shades: toShades(list), markers: toMarkers(list), isKnown: fine.data !== undefined };
  }, [firings, marks, times, stepSeconds]);
}

const perSecond = (count: number | null, { stepSeconds }: HistoryView): number | null =>
  count === null ? null : count / stepSeconds;

/** Beside what the budget has room for at this traffic: above it the budget shrinks. */
function badOf(history: HistoryView, target: number): readonly Line[] {
  const budget = errorBudget({ target: ratio(target) });
  return [
    { label: "Bad", colour: "--burning", values: history.points.map(({ bad }) => perSecond(bad, history)) },
    {
      label: "What the target allows",
      colour: "--text-quiet",
      values: history.points.map(({ total }) => perSecond(total === null ? null : total * budget, history)),
      isDashed: true,
    },
  ];
}

const allOf = (history: HistoryView): readonly Line[] => [
  { label: "All", colour: "--ok", values: history.points.map(({ total }) => perSecond(total, history)) },
];
