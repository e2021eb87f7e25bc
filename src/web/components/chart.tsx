import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { optionsOf, printValue } from "./chart-options.ts";
import type { Line, Overlays, Span, Unit } from "./chart-parts.ts";
import { scheme } from "./theme.ts";

interface Props extends Partial<Overlays> {
  readonly title: string;
  /** Unix seconds. */
  readonly times: readonly number[];
  readonly lines: readonly Line[];
  readonly unit: Unit;
  readonly onZoom?: (span: Span) => void;
}

const HEIGHT = 240;
const NOTHING = [] as const;

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

function Plot({ title, times, lines, unit, shades = NOTHING, markers = NOTHING, band, onZoom }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot>();
  // What changes with every evaluation is looked up when it is drawn: the chart itself stays.
  const shown = useRef({ times, lines, shades, markers, onZoom });
  shown.current = { times, lines, shades, markers, onZoom };
  const begunWith = useRef(shown.current);
  const shape = JSON.stringify([title, unit, band, lines.map((line) => ({ ...line, values: [] }))]);
  // Before the page is painted for the first time, which would else be done twice.
  useLayoutEffect(() => {
    const root = place.current;
    if (root === null) return undefined;
    const drawn = { title, unit, band, lines, shown: () => shown.current };
    const plot = new uPlot(optionsOf(drawn, { width: root.clientWidth, height: HEIGHT }), dataOf(shown.current), root);
    [chart.current, begunWith.current] = [plot, shown.current];
    const resized = new ResizeObserver(() => {
      if (root.clientWidth !== plot.width) plot.setSize({ width: root.clientWidth, height: HEIGHT });
    });
    resized.observe(root);
    return () => {
      resized.disconnect();
      plot.destroy();
    };
  }, [shape, scheme.value]);
  useEffect(() => {
    if (begunWith.current !== shown.current) chart.current?.setData(dataOf(shown.current));
  }, [times, lines, shades, markers]);
  const last = lines.map(
    ({ label, values }) =>
      `${label} ${printValue(
        values.findLast((value) => value !== null),
        unit,
      )}`,
  );
  return <div class="chart" ref={place} role="img" aria-label={`${title} over time; last: ${last.join(", ")}`} />;
}

const dataOf = ({ times, lines }: Pick<Props, "times" | "lines">): uPlot.AlignedData => [
  [...times],
  ...lines.map(({ values }) => [...values]),
];
