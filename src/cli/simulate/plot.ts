/** One line of a plot. */
export interface Line {
  readonly name: string;
  /** One value a tick. */
  readonly values: Float64Array;
  /** Which colour of the page it has, from 0. */
  readonly colour: number;
}

/** What a plot shows besides its lines. */
export interface PlotFacts {
  readonly title: string;
  /** Unix seconds at the left edge and at the right one. */
  readonly fromSeconds: number;
  readonly toSeconds: number;
  /** What a value is followed by: `x`. */
  readonly unit: string;
}

const WIDTH = 1000;
const HEIGHT = 240;
const LEFT = 64;
const BOTTOM = 24;
const TOP = 8;
/** More points than pixels show nothing more. */
const MOST_POINTS = 900;
const GRID_LINES = 4;

/** Lines over time as SVG that needs nothing else. */
export function plot(lines: readonly Line[], { title, fromSeconds, toSeconds, unit }: PlotFacts): string {
  const highest = niceAbove(Math.max(...lines.map(({ values }) => highestOf(values)), 0));
  const toY = (value: number): number => TOP + (1 - value / highest) * (HEIGHT - TOP - BOTTOM);
  const grid = Array.from({ length: GRID_LINES + 1 }, (_, i) => (highest * i) / GRID_LINES);
  return [
    `<figure><figcaption>${escaped(title)}</figcaption>`,
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escaped(title)}">`,
    ...grid.map(
      (value) =>
        `<line class="grid" x1="${LEFT}" x2="${WIDTH}" y1="${toY(value).toFixed(1)}" y2="${toY(value).toFixed(1)}"/>` +
        `<text x="${LEFT - 6}" y="${(toY(value) + 4).toFixed(1)}" text-anchor="end">${shownNumber(value)}${unit}</text>`,
    ),
    ...timeMarks(fromSeconds, toSeconds),
    ...lines.map(({ name, values, colour }) => {
      const points = thinned(values).map(([share, value]) => `${toX(share).toFixed(1)},${toY(value).toFixed(1)}`);
      return `<polyline class="c${colour}" points="${points.join(" ")}"><title>${escaped(name)}</title></polyline>`;
    }),
    "</svg></figure>",
  ].join("\n");
}

const toX = (share: number): number => LEFT + share * (WIDTH - LEFT);

/** As many points as can be told apart, each the highest of its stretch: a short peak is what matters. */
function thinned(values: Float64Array): readonly (readonly [share: number, value: number])[] {
  const stretch = Math.max(1, Math.ceil(values.length / MOST_POINTS));
  const points: (readonly [number, number])[] = [];
  for (let i = 0; i < values.length; i += stretch)
    points.push([i / Math.max(1, values.length - 1), highestOf(values.subarray(i, i + stretch))]);
  return points;
}

const highestOf = (values: Float64Array): number => values.reduce((most, value) => Math.max(most, value), 0);

/** Days where there are several, else hours; at most ten of them. */
function timeMarks(fromSeconds: number, toSeconds: number): readonly string[] {
  const length = toSeconds - fromSeconds;
  const unit = length > 2 * 86_400 ? 86_400 : length > 7200 ? 3600 : 600;
  const step = unit * Math.max(1, Math.ceil(length / unit / 10));
  const marks: string[] = [];
  for (let at = Math.ceil(fromSeconds / step) * step; at < toSeconds; at += step) {
    const iso = new Date(at * 1000).toISOString();
    const x = toX((at - fromSeconds) / length).toFixed(1);
    marks.push(`<text x="${x}" y="${HEIGHT - 6}">${unit === 86_400 ? iso.slice(5, 10) : iso.slice(11, 16)}</text>`);
  }
  return marks;
}

/** The next round number: 1, 2, 2.5 or 5 times a power of ten. */
function niceAbove(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 2.5, 5, 10].find((each) => each * power >= value) ?? 10) * power;
}

/** A number in three digits. */
export const shownNumber = (value: number): string => String(Number(value.toPrecision(3)));

/** Text that HTML shows as it is. */
export const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
