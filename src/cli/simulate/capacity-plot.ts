import type { KnownCapacity } from "../../core/scaling/capacity/learner.ts";
import { learnedWords } from "../../core/scaling/decision/learned.ts";
import { escaped, shownNumber } from "./plot.ts";

const WIDTH = 1000;
const HEIGHT = 300;
const LEFT = 64;
const BOTTOM = 40;
const TOP = 8;
/** Shares below this are drawn as this: there is no zero where each line is ten times the one below it. */
const LEAST_SHARE = 1e-6;

/**
 * What share of events was bad at which load of a replica, with what was learned from it, as SVG that needs nothing else;
 * empty where nothing was.
 *
 * @param admitted - the share of bad events that load may cost, 0..1
 */
export function capacityPlot({ learned, levels }: KnownCapacity, admitted: number): string {
  const [first, last] = [levels[0], levels.at(-1)];
  if (first === undefined || last === undefined || last.load <= first.load) return "";
  const toX = (load: number): number => LEFT + ((load - first.load) / (last.load - first.load)) * (WIDTH - LEFT - 16);
  const toY = (share: number): number =>
    TOP + (Math.log10(Math.max(LEAST_SHARE, share)) / Math.log10(LEAST_SHARE)) * (HEIGHT - TOP - BOTTOM);
  const title = "Bad events by load of a replica, in requests a second";
  return [
    `<figure><figcaption>${title}</figcaption>`,
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}: ${escaped(learnedWords(learned))}">`,
    ...[1, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6].map((share) =>
      line(toY(share), "grid", `${Number((share * 100).toPrecision(1))}%`),
    ),
    ...admittedLine(toY(admitted)),
    ...bandOf(learned, toX),
    ...levels.map(({ load, share, low, high }) => {
      const x = toX(load).toFixed(1);
      const bounds = `<line class="bounds" x1="${x}" x2="${x}" y1="${toY(low).toFixed(1)}" y2="${toY(high).toFixed(1)}"/>`;
      const words = `${shownNumber(load)} requests a second: ${shownNumber(share * 100)}% bad`;
      return `${bounds}<circle class="level" cx="${x}" cy="${toY(share).toFixed(1)}" r="3"><title>${words}</title></circle>`;
    }),
    ...marksOf(first.load, last.load).map(
      (load) => `<text x="${toX(load).toFixed(1)}" y="${HEIGHT - 12}" text-anchor="middle">${load}</text>`,
    ),
    "</svg></figure>",
    `<p>${escaped(learnedWords(learned))}</p>`,
  ].join("\n");
}

const line = (y: number, name: string, text: string): string =>
  `<line class="${name}" x1="${LEFT}" x2="${WIDTH}" y1="${y.toFixed(1)}" y2="${y.toFixed(1)}"/>` +
  `<text x="${LEFT - 6}" y="${(y + 4).toFixed(1)}" text-anchor="end">${text}</text>`;

const admittedLine = (y: number): readonly string[] => [
  `<line class="admitted" x1="${LEFT}" x2="${WIDTH}" y1="${y.toFixed(1)}" y2="${y.toFixed(1)}"/>`,
  `<text x="${LEFT + 6}" y="${(y - 5).toFixed(1)}">what load may spend</text>`,
];

function bandOf(learned: KnownCapacity["learned"], toX: (load: number) => number): readonly string[] {
  if (learned.kind === "unknown") return [];
  const rect = (from: number, to: number): string =>
    `<rect class="band" x="${toX(from).toFixed(1)}" y="${TOP}" width="${(toX(to) - toX(from)).toFixed(1)}" height="${HEIGHT - TOP - BOTTOM}"/>`;
  const x = toX(learned.perReplica).toFixed(1);
  const at = `<line class="learned" x1="${x}" x2="${x}" y1="${TOP}" y2="${HEIGHT - BOTTOM}"/>`;
  return learned.kind === "learned" ? [rect(learned.low, learned.high), at] : [at];
}

/** Round loads, some five to ten of them. */
function marksOf(from: number, to: number): readonly number[] {
  const power = 10 ** Math.floor(Math.log10(to - from));
  const step = [0.1, 0.2, 0.5, 1].map((each) => each * power).find((each) => (to - from) / each <= 10) ?? power;
  const first = Math.ceil(from / step);
  return Array.from({ length: Math.floor(to / step) - first + 1 }, (_, i) =>
    Number(((first + i) * step).toPrecision(6)),
  );
}
