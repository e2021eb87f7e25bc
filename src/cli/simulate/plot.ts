import { across, escaped, figure, type Mark, shownNumber, toX, toY } from "./figure.ts";

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
  /** Where the plot ends at the top, in units of its values: lines that go beyond leave it; undefined: none does. */
  readonly top?: number;
  /** A value that matters, which gets a line of its own; undefined: none does. */
  readonly bound?: { readonly value: number; readonly says: string };
  /** Sentences under it. */
  readonly remarks?: readonly string[];
}

/** More points than pixels show nothing more. */
const MOST_POINTS = 900;
const GRID_LINES = 4;
/** As many times as there is room for on a phone. */
const MOST_TIMES = 6;

/** Lines over time; the first one lies above the others. */
export function plot(lines: readonly Line[], facts: PlotFacts): string {
  const { title, unit, bound, remarks = [] } = facts;
  const top = facts.top ?? topOf(lines);
  const drawing = lines.toReversed().map(({ name, values, colour }) => {
    const points = thinned(values).map(([share, value]) => `${toX(share)},${toY(Math.min(BEYOND, value / top))}`);
    return `<polyline class="c${colour}" points="${points.join(" ")}"><title>${escaped(name)}</title></polyline>`;
  });
  const up = Array.from({ length: GRID_LINES + 1 }, (_, i) => ({
    share: i / GRID_LINES,
    text: `${shownNumber((top * i) / GRID_LINES)}${unit}`,
  }));
  const isSeen = bound !== undefined && bound.value <= top;
  return figure(
    { title, label: [title, ...remarks].join(". "), up, along: timeMarks(facts) },
    isSeen ? [across(bound.value / top, "bound"), ...drawing] : drawing,
    [legend(lines, isSeen ? bound.says : undefined), ...remarks.map((text) => `<p>${escaped(text)}</p>`)],
  );
}

/** A line that leaves the plot is drawn up to here, a bit above its edge. */
const BEYOND = 1.02;

/** The round value that no line exceeds. */
export const topOf = (lines: readonly Line[]): number =>
  niceAbove(Math.max(...lines.map(({ values }) => highestOf(values)), 0));

/** Which colour is whose, where there are several lines. */
function legend(lines: readonly Line[], bound: string | undefined): string {
  if (lines.length < 2) return "";
  const keys = lines.map(({ name, colour }) => `<span>${key(colour)} ${escaped(name)}</span>`);
  const dashes = bound === undefined ? [] : [`<span><span class="key dashes">- -</span> ${escaped(bound)}</span>`];
  return `<p class="legend">${[...keys, ...dashes].join(" ")}</p>`;
}

/** A square in one of the page's colours. */
export const key = (colour: number): string => `<span class="key c${colour}">&#9632;</span>`;

/** As many points as can be told apart, each the highest of its stretch: a short peak is what matters. */
function thinned(values: Float64Array): readonly (readonly [share: number, value: number])[] {
  const stretch = Math.max(1, Math.ceil(values.length / MOST_POINTS));
  const points: (readonly [number, number])[] = [];
  for (let i = 0; i < values.length; i += stretch)
    points.push([i / Math.max(1, values.length - 1), highestOf(values.subarray(i, i + stretch))]);
  return points;
}

const highestOf = (values: Float64Array): number => values.reduce((most, value) => Math.max(most, value), 0);

/** Days where there are several, else hours. */
function timeMarks({ fromSeconds, toSeconds }: PlotFacts): readonly Mark[] {
  const length = toSeconds - fromSeconds;
  const unit = length > 2 * 86_400 ? 86_400 : length > 7200 ? 3600 : 600;
  const step = unit * Math.max(1, Math.ceil(length / unit / MOST_TIMES));
  const marks: Mark[] = [];
  for (let at = Math.ceil(fromSeconds / step) * step; at < toSeconds; at += step) {
    const iso = new Date(at * 1000).toISOString();
    marks.push({
      share: (at - fromSeconds) / length,
      text: unit === 86_400 ? iso.slice(5, 10) : iso.slice(11, 16),
    });
  }
  return marks;
}

/** The next round number: 1, 2, 2.5 or 5 times a power of ten. */
function niceAbove(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 2.5, 5, 10].find((each) => each * power >= value) ?? 10) * power;
}
