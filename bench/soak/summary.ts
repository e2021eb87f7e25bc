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
  // A service with 512 MB, as the chart gives it, would have to be restarted within a day at more.
  residentMegabytesPerHour: 30,
  heapMegabytesPerHour: 10,
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
    ...memory(warm),
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

/** In an hour, of what is kept. */
const growth = (warm: readonly Reading[], of: (reading: Reading) => number): number =>
  slopePerHour(lows(warm.map((one) => ({ atSeconds: one.atSeconds, value: of(one) }))));

function memory(warm: readonly Reading[]): readonly Measurement[] {
  const resident = ({ residentBytes }: Reading): number => residentBytes / MEGABYTE;
  return [
    {
      name: "heap after collections, growth",
      measured: growth(warm, ({ heapBytes }) => heapBytes / MEGABYTE),
      unit: "MB/h",
      goal: { atMost: GOALS.heapMegabytesPerHour },
    },
    {
      name: "resident memory, growth",
      measured: growth(warm, resident),
      unit: "MB/h",
      goal: { atMost: GOALS.residentMegabytesPerHour },
    },
    {
      name: "resident memory, most",
      measured: Math.max(...warm.map(resident)),
      unit: "MB",
      goal: { atMost: GOALS.residentMegabytes },
    },
  ];
}

function handles(warm: readonly Reading[]): readonly Measurement[] {
  return [
    {
      name: "open files, growth",
      measured: growth(warm, ({ files }) => files),
      unit: "/h",
      goal: { atMost: GOALS.filesPerHour },
    },
    {
      name: "active resources of Node, growth",
      measured: growth(warm, ({ resources }) => resources),
      unit: "/h",
      goal: { atMost: GOALS.resourcesPerHour },
    },
  ];
}

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
  const mean = (of: (point: Point) => number): number =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [middle, level] = [mean(({ atSeconds }) => atSeconds), mean(({ value }) => value)];
  let [together, apart] = [0, 0];
  for (const { atSeconds, value } of points) {
    together += (atSeconds - middle) * (value - level);
    apart += (atSeconds - middle) ** 2;
  }
  return apart === 0 ? 0 : (together / apart) * HOUR_SECONDS;
}

const stepsOf = ({ steps }: Reading): number => steps.done + steps.failed;

/** Steps that were due and did not come. The one under way at the last reading is none of them. */
export function missedSteps(first: Reading, last: Reading, stepSeconds: number): number {
  const due = Math.floor((last.atSeconds - first.atSeconds) / stepSeconds) - 1;
  return Math.max(0, due - (stepsOf(last) - stepsOf(first)));
}
