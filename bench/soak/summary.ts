import { type Measurement, median } from "../measurement.ts";

/** What was seen of a running service at one moment. Counts are since its start. */
export interface Reading {
  /** Since the first reading. */
  readonly atSeconds: number;
  readonly residentBytes: number;
  readonly heapBytes: number;
  /** Open file descriptors, those of connections included. */
  readonly files: number;
  /** What keeps Node's event loop alive: handles, timers, requests. */
  readonly resources: number;
  /** Delay of the event loop since the reading before: 99 of 100 turns, and the longest one. */
  readonly delay: { readonly p99Seconds: number; readonly longestSeconds: number };
  readonly steps: { readonly done: number; readonly failed: number };
  readonly queries: { readonly answered: number; readonly failed: number };
  /** SLOs whose burn of the last minutes is known. */
  readonly numbers: number;
}

export interface Point {
  readonly atSeconds: number;
  readonly value: number;
}

export interface SoakPlan {
  /** Caches fill and code is compiled for so long, which is no growth. */
  readonly warmUpSeconds: number;
  readonly stepSeconds: number;
  /** SLOs that were served. */
  readonly slos: number;
}

/** A heap grows until it is collected, as it is told to once a minute: the lowest of each stretch tells what is kept. */
const STRETCH_SECONDS = 60;

const MEGABYTE = 1024 ** 2;
const HOUR_SECONDS = 3600;

/** What a run is held to. */
const GOALS = {
  // A service with 512 MB, as the chart gives it, would have to be restarted within some hours at more.
  residentMegabytesPerHour: 30,
  // Decisions on the workloads are remembered for four hours, some 2 KB each: about 10 MB in the first hours.
  heapMegabytesPerHour: 30,
  residentMegabytes: 512,
  // One in ten minutes is a connection that came or went.
  filesPerHour: 6,
  resourcesPerHour: 6,
  // A probe of Kubernetes waits for a second, unless it is told otherwise.
  longestDelayMilliseconds: 1_000,
  typicalDelayMilliseconds: 100,
};

/** The table of a run: what was measured after the warm-up, against its bounds. */
export function summarize(readings: readonly Reading[], plan: SoakPlan): readonly Measurement[] {
  const warm = readings.filter(({ atSeconds }) => atSeconds >= plan.warmUpSeconds);
  const [first, last] = [warm[0], warm.at(-1)];
  if (first === undefined || last === undefined || first === last)
    throw new RangeError("a run needs two readings after its warm-up");
  return [
    ...memory(warm, readings),
    ...handles(warm),
    ...delays(warm),
    ...pace(first, last, plan.stepSeconds),
    {
      name: "SLOs with a number, in the worst reading",
      measured: Math.min(...warm.map(({ numbers }) => numbers)),
      unit: "",
      goal: { atLeast: plan.slos },
    },
  ];
}

/** In an hour, of what is kept: the slope, and what of it is no chance. Only the latter is held to a bound. */
function growth(
  name: string,
  { unit, atMost, of }: { readonly unit: string; readonly atMost: number; readonly of: (reading: Reading) => number },
  warm: readonly Reading[],
): readonly Measurement[] {
  const points = lows(warm.map((one) => ({ atSeconds: one.atSeconds, value: of(one) })));
  return [
    { name: `${name}, growth`, measured: slopePerHour(points), unit, goal: undefined },
    { name: `${name}, growth that is certain`, measured: certainSlopePerHour(points), unit, goal: { atMost } },
  ];
}

/** Who starts with too much is ended before he is warm: the most is that of the whole run. */
function memory(warm: readonly Reading[], all: readonly Reading[]): readonly Measurement[] {
  const resident = ({ residentBytes }: Reading): number => residentBytes / MEGABYTE;
  return [
    ...growth(
      "heap after collections",
      { unit: "MB/h", atMost: GOALS.heapMegabytesPerHour, of: ({ heapBytes }) => heapBytes / MEGABYTE },
      warm,
    ),
    ...growth("resident memory", { unit: "MB/h", atMost: GOALS.residentMegabytesPerHour, of: resident }, warm),
    {
      name: "resident memory, most",
      measured: Math.max(...all.map(resident)),
      unit: "MB",
      goal: { atMost: GOALS.residentMegabytes },
    },
  ];
}

const handles = (warm: readonly Reading[]): readonly Measurement[] => [
  ...growth("open files", { unit: "/h", atMost: GOALS.filesPerHour, of: ({ files }) => files }, warm),
  ...growth(
    "active resources of Node",
    { unit: "/h", atMost: GOALS.resourcesPerHour, of: ({ resources }) => resources },
    warm,
  ),
];

function delays(warm: readonly Reading[]): readonly Measurement[] {
  return [
    {
      name: "delay of the event loop, p99 between two readings, median",
      measured: median(warm.map(({ delay }) => delay.p99Seconds * 1000)),
      unit: "ms",
      goal: { atMost: GOALS.typicalDelayMilliseconds },
    },
    {
      name: "delay of the event loop, longest",
      measured: Math.max(...warm.map(({ delay }) => delay.longestSeconds * 1000)),
      unit: "ms",
      goal: { atMost: GOALS.longestDelayMilliseconds },
    },
  ];
}

function pace(first: Reading, last: Reading, stepSeconds: number): readonly Measurement[] {
  const failed = (of: "steps" | "queries"): number => last[of].failed - first[of].failed;
  const none = { unit: "", goal: { atMost: 0 } };
  return [
    { name: "steps", measured: stepsOf(last) - stepsOf(first), unit: "", goal: undefined },
    { name: "missed steps", measured: missedSteps(first, last, stepSeconds), ...none },
    { name: "failed steps", measured: failed("steps"), ...none },
    { name: "queries", measured: last.queries.answered - first.queries.answered, unit: "", goal: undefined },
    { name: "failed queries", measured: failed("queries"), ...none },
  ];
}

/** The lowest point of each minute, at its own time. */
export function lows(points: readonly Point[]): readonly Point[] {
  const byStretch = Map.groupBy(points, ({ atSeconds }) => Math.floor(atSeconds / STRETCH_SECONDS));
  return [...byStretch.values()].map((stretch) =>
    stretch.reduce((lowest, point) => (point.value < lowest.value ? point : lowest)),
  );
}

/** Least squares: what the points grow by in an hour; 0 where there is only one moment. */
export function slopePerHour(points: readonly Point[]): number {
  return lineThrough(points).perHour;
}

/** So many standard errors of a slope are chance in one of some hundred runs. */
const STANDARD_ERRORS = 3;

/** What the points grow by in an hour at least, chance aside; 0 where that is less than nothing, or cannot be told. */
export function certainSlopePerHour(points: readonly Point[]): number {
  const { perHour, standardError } = lineThrough(points);
  return Math.max(0, perHour - STANDARD_ERRORS * standardError);
}

/** The line of least squares; the error of its slope is infinite where two points or fewer tell none. */
function lineThrough(points: readonly Point[]): { readonly perHour: number; readonly standardError: number } {
  const mean = (of: (point: Point) => number): number =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const hours = ({ atSeconds }: Point): number => atSeconds / HOUR_SECONDS;
  const [middle, level] = [mean(hours), mean(({ value }) => value)];
  let [together, apart] = [0, 0];
  for (const point of points) {
    together += (hours(point) - middle) * (point.value - level);
    apart += (hours(point) - middle) ** 2;
  }
  if (apart === 0) return { perHour: 0, standardError: Number.POSITIVE_INFINITY };
  const perHour = together / apart;
  const off = points.reduce((sum, point) => sum + (point.value - level - perHour * (hours(point) - middle)) ** 2, 0);
  const free = points.length - 2;
  return { perHour, standardError: free > 0 ? Math.sqrt(off / free / apart) : Number.POSITIVE_INFINITY };
}

const stepsOf = ({ steps }: Reading): number => steps.done + steps.failed;

/** Steps that were due and did not come. The one under way at the last reading is none of them. */
export function missedSteps(first: Reading, last: Reading, stepSeconds: number): number {
  const due = Math.floor((last.atSeconds - first.atSeconds) / stepSeconds) - 1;
  return Math.max(0, due - (stepsOf(last) - stepsOf(first)));
}
