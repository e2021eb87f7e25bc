import type { KnownCapacity } from "../../core/scaling/capacity/learner.ts";
import { learnedWords } from "../../core/scaling/decision/learned.ts";
import { across, escaped, figure, type FigureFacts, HEIGHT, shownNumber, toX, toY } from "./figure.ts";

/** Shares below this are drawn as this: there is no zero where each line is ten times the one below it. */
const LEAST_SHARE = 1e-6;
/** The first and the last level do not lie on the edges, where they would be cut. */
const EDGE = 0.02;

/**
 * What share of events was bad at which load of a replica, with what was learned from it, as HTML that needs nothing
 * else; empty where nothing was.
 *
 * @param admitted - the share of bad events that load may cost, 0..1
 */
export function capacityPlot(known: KnownCapacity, admitted: number): string {
  const drawn = capacityDrawing(known, admitted);
  if (drawn === undefined) return "";
  const dashes = `<p class="legend"><span><span class="key dashes">- -</span> ${BOUND}</span></p>`;
  return figure(drawn.facts, drawn.drawing, [dashes, `<p>${escaped(learnedWords(known.learned))}</p>`]);
}

/** What the dashed line is. */
export const BOUND = "what load may spend";

/** A figure before anybody has laid it out. */
export interface Drawn {
  readonly facts: FigureFacts;
  /** SVG, as {@link figure} takes it. */
  readonly drawing: readonly string[];
  /** How far up the dashed line is, 0..1. */
  readonly bound: number;
}

/**
 * The same without the page around it; undefined where nothing was learned.
 *
 * @param admitted - the share of bad events that load may cost, 0..1
 */
export function capacityDrawing({ learned, levels }: KnownCapacity, admitted: number): Drawn | undefined {
  const [first, last] = [levels[0], levels.at(-1)];
  if (first === undefined || last === undefined || last.load <= first.load) return undefined;
  const along = (load: number): number => EDGE + ((load - first.load) / (last.load - first.load)) * (1 - 2 * EDGE);
  const title = "Bad events by load of a replica, in requests a second";
  const facts = {
    title,
    label: `${title}: ${learnedWords(learned)}`,
    up: [1, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6].map((share) => ({
      share: upOf(share),
      text: `${Number((share * 100).toPrecision(1))}%`,
    })),
    along: marksOf(first.load, last.load).map((load) => ({ share: along(load), text: String(load) })),
  };
  const bound = upOf(admitted);
  const points = levels.map((level) => pointOf(level, along(level.load)));
  return { facts, drawing: [across(bound, "bound"), ...bandOf(learned, along), ...points], bound };
}

function pointOf({ load, share, low, high }: KnownCapacity["levels"][number], along: number): string {
  const x = toX(along);
  const bounds = `<line class="bounds" x1="${x}" x2="${x}" y1="${toY(upOf(low))}" y2="${toY(upOf(high))}"/>`;
  const words = `${shownNumber(load)} requests a second: ${shownNumber(share * 100)}% bad`;
  // A line without a length has round ends, and they stay round however the drawing is stretched.
  return `${bounds}<path class="level" d="M${x} ${toY(upOf(share))}h0"><title>${words}</title></path>`;
}

/** How far up a share lies: each tenth of it a sixth further down. */
const upOf = (share: number): number => 1 - Math.log10(Math.max(LEAST_SHARE, share)) / Math.log10(LEAST_SHARE);

function bandOf(learned: KnownCapacity["learned"], along: (load: number) => number): readonly string[] {
  if (learned.kind === "unknown") return [];
  const x = toX(along(learned.perReplica));
  const at = `<line class="learned" x1="${x}" x2="${x}" y1="0" y2="${HEIGHT}"/>`;
  if (learned.kind !== "learned") return [at];
  const [low, high] = [along(learned.low), along(learned.high)];
  return [`<rect class="band" x="${toX(low)}" y="0" width="${toX(high - low)}" height="${HEIGHT}"/>`, at];
}

/** Round loads, some three to six of them. */
function marksOf(from: number, to: number): readonly number[] {
  const power = 10 ** Math.floor(Math.log10(to - from));
  const step = [0.1, 0.2, 0.5, 1, 2].map((each) => each * power).find((each) => (to - from) / each <= 6) ?? power;
  const first = Math.ceil(from / step);
  return Array.from({ length: Math.floor(to / step) - first + 1 }, (_, i) =>
    Number(((first + i) * step).toPrecision(6)),
  );
}
