import uPlot from "uplot";
import { printBudgetLeft } from "../../core/budget/print.ts";
import { drawMarkers, drawShades, placeHits } from "./chart-overlays.ts";
import type { Line, Overlays, Span, Unit } from "./chart-parts.ts";
import { printSeconds } from "./printed.ts";
import { colourOf } from "./theme.ts";

interface Drawn {
  readonly title: string;
  readonly unit: Unit;
  readonly band: Overlays["band"];
  readonly lines: readonly Line[];
  /** What may change while the chart stays. */
  readonly shown: () => Pick<Overlays, "shades" | "markers"> & {
    readonly onZoom: ((span: Span) => void) | undefined;
  };
}

const DASH = [6, 4];
const STEPPED = uPlot.paths.stepped?.({ align: 1 });
const DAY = 86_400;
/** What a time with its seconds takes beside another, in pixels, and half of it at the end of the axis. */
const TIME_ROOM = 76;
const END_ROOM = 28;

/** Of 24 hours, with the day where one begins. */
const TIMES: uPlot.Axis.Values = [
  [DAY * 365, "{YYYY}", null, null, null, null, null, null, 1],
  [DAY * 28, "{MMM}", "\n{YYYY}", null, null, null, null, null, 1],
  [DAY, "{D} {MMM}", "\n{YYYY}", null, null, null, null, null, 1],
  [60, "{HH}:{mm}", "\n{D} {MMM} {YYYY}", null, "\n{D} {MMM}", null, null, null, 1],
  [1, "{HH}:{mm}:{ss}", "\n{D} {MMM} {YYYY}", null, "\n{D} {MMM}", null, null, null, 1],
];

/** How a chart looks, apart from its points. */
export function optionsOf(drawn: Drawn, size: { readonly width: number; readonly height: number }): uPlot.Options {
  const { title, unit, lines, shown } = drawn;
  const axis = {
    stroke: colourOf("--text-quiet"),
    grid: { stroke: colourOf("--line-quiet"), width: 1 },
    ticks: { show: false },
  };
  return {
    title,
    ...size,
    cursor: { sync: { key: "detail" }, drag: { x: shown().onZoom !== undefined, y: false, setScale: false } },
    scales: { y: { range: (_chart, min, max) => [Math.min(0, min), Math.max(unit === "share" ? 1 : 0, max)] } },
    padding: [null, END_ROOM, null, null],
    axes: [
      { ...axis, values: TIMES, space: TIME_ROOM },
      { ...axis, size: 64, values: (_chart, ticks) => ticks.map((tick) => printValue(tick, unit)) },
    ],
    series: [{ label: "At", value: "{YYYY}-{MM}-{DD} {HH}:{mm}" }, ...lines.map((line) => seriesOf(line, unit))],
    bands: bandsOf(drawn),
    hooks: {
      drawAxes: [(chart) => drawShades(chart, shown().shades)],
      draw: [
        (chart) => {
          drawMarkers(chart, shown().markers);
          placeHits(chart, shown().markers);
          legendOfLast(chart);
        },
      ],
      setCursor: [legendOfLast],
      setSelect: [
        (chart) => {
          const { left, width } = chart.select;
          if (width < 4) return;
          shown().onZoom?.({ from: chart.posToVal(left, "x") * 1000, to: chart.posToVal(left + width, "x") * 1000 });
        },
      ],
    },
  };
}

/** While nobody points at a moment, the legend tells of the last that is known. */
function legendOfLast(chart: uPlot): void {
  if (typeof chart.cursor.idx === "number") return;
  const idx = chart.data[1]?.findLastIndex((value) => typeof value === "number") ?? -1;
  if (idx >= 0) chart.setLegend({ idx }, false);
}

function seriesOf(line: Line, unit: Unit): uPlot.Series {
  const colour = colourOf(line.colour);
  return {
    label: line.label,
    stroke: colour,
    width: 1.5,
    spanGaps: false,
    value: (_chart, value) => printValue(value, unit),
    ...(line.isDots === true
      ? { paths: () => null, points: { show: true, size: 7, fill: colour } }
      : { points: { show: false } }),
    ...(line.isDashed === true ? { dash: DASH } : {}),
    ...(line.isStepped === true && STEPPED !== undefined ? { paths: STEPPED } : {}),
  };
}

function bandsOf({ band, lines }: Pick<Drawn, "band" | "lines">): uPlot.Band[] {
  if (band === undefined) return [];
  // The first series is time.
  const [high, low] = band.map((label) => lines.findIndex((line) => line.label === label) + 1);
  if (high === undefined || low === undefined || high === 0 || low === 0) return [];
  return [{ series: [high, low], fill: colourOf("--tint") }];
}

/** A value as the axis and the legend show it. */
export function printValue(value: number | null | undefined, unit: Unit): string {
  if (value === null || value === undefined) return "–";
  if (unit === "share") return printBudgetLeft(value);
  if (unit === "seconds") return printSeconds(value);
  return value >= 100 ? Math.round(value).toLocaleString("en-US") : Number(value.toPrecision(3)).toString();
}
