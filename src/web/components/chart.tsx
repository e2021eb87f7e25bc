import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { printBudgetLeft } from "../../core/budget/print.ts";
import { printSeconds } from "./printed.ts";

export interface Line {
  readonly label: string;
  /** The name of a colour among the tokens. */
  readonly colour: string;
  /** Null where nothing is known: the line has a gap there. */
  readonly values: readonly (number | null)[];
  /** It stays as it is until it changes, such as a number of replicas. */
  readonly isStepped?: true;
  /** It has not happened. */
  readonly isDashed?: true;
}

interface Props {
  readonly title: string;
  /** Unix seconds. */
  readonly times: readonly number[];
  readonly lines: readonly Line[];
  readonly unit: "share" | "per second" | "count" | "seconds";
  readonly onZoom?: (span: { readonly from: number; readonly to: number }) => void;
}

/** What is drawn, apart from the points. */
type Drawn = Pick<Props, "title" | "lines" | "unit"> & { readonly onZoom: Props["onZoom"] | undefined };

const HEIGHT = 240;
const DASH = [6, 4];
const STEPPED = uPlot.paths.stepped?.({ align: 1 });

/** Lines over time, where there is more than one moment; a part that is dragged over is told to whoever wants it. */
export function Chart(props: Props) {
  const { title, times } = props;
  if (times.length > 1) return <Plot {...props} />;
  return (
    <p class="notice">
      <strong>{title}</strong>: too little has happened to be drawn.
    </p>
  );
}

function Plot({ title, times, lines, unit, onZoom }: Props) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const root = place.current;
    if (root === null) return undefined;
    const data: uPlot.AlignedData = [[...times], ...lines.map(({ values }) => [...values])];
    const chart = new uPlot(optionsOf(root, { title, lines, unit, onZoom }), data, root);
    const resized = new ResizeObserver(() => chart.setSize({ width: root.clientWidth, height: HEIGHT }));
    resized.observe(root);
    return () => {
      resized.disconnect();
      chart.destroy();
    };
  }, [times, lines]);
  const last = lines.map(
    ({ label, values }) =>
      `${label} ${print(
        values.findLast((value) => value !== null),
        unit,
      )}`,
  );
  return <div class="chart" ref={place} role="img" aria-label={`${title} over time; last: ${last.join(", ")}`} />;
}

function optionsOf(root: HTMLElement, { title, lines, unit, onZoom }: Drawn): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  const axis = {
    stroke: colour("--text-quiet"),
    grid: { stroke: colour("--line-quiet"), width: 1 },
    ticks: { show: false },
  };
  return {
    title,
    width: root.clientWidth,
    height: HEIGHT,
    cursor: { sync: { key: "detail" }, drag: { x: true, y: false, setScale: false } },
    scales: { y: { range: (_chart, min, max) => [Math.min(0, min), Math.max(unit === "share" ? 1 : 0, max)] } },
    axes: [axis, { ...axis, size: 64, values: (_chart, ticks) => ticks.map((tick) => print(tick, unit)) }],
    series: [
      {},
      ...lines.map((line): uPlot.Series => ({
        label: line.label,
        stroke: colour(line.colour),
        width: 1.5,
        points: { show: false },
        spanGaps: false,
        ...(line.isDashed === true ? { dash: DASH } : {}),
        ...(line.isStepped === true && STEPPED !== undefined ? { paths: STEPPED } : {}),
        value: (_chart, value) => print(value, unit),
      })),
    ],
    hooks: {
      setSelect: [
        (chart) => {
          const { left, width } = chart.select;
          if (width < 4) return;
          onZoom?.({ from: chart.posToVal(left, "x") * 1000, to: chart.posToVal(left + width, "x") * 1000 });
        },
      ],
    },
  };
}

function print(value: number | null | undefined, unit: Props["unit"]): string {
  if (value === null || value === undefined) return "–";
  if (unit === "share") return printBudgetLeft(value);
  if (unit === "seconds") return printSeconds(value);
  return value >= 100 ? Math.round(value).toLocaleString("en-US") : Number(value.toPrecision(3)).toString();
}
