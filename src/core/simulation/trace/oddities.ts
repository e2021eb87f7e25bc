import type { Trace, TraceFault } from "./trace.ts";

/** A distance of rows is a gap from so many times the usual one on. */
const GAP_FROM = 3;

/** The usual distance of two rows, in seconds: the middle one of all. */
function usualStep({ times }: Trace): number {
  const steps = times.subarray(1).map((at, i) => at - (times[i] ?? at));
  return steps.toSorted()[Math.floor(steps.length / 2)] ?? 0;
}

/** From which distance of rows on nobody knows what was between them, in seconds. */
export const gapSeconds = (trace: Trace): number => GAP_FROM * usualStep(trace);

/** What may be played, but not as it was: said once for each kind, with the first line of it. */
export function oddities(trace: Trace): readonly TraceFault[] {
  const { times, demand } = trace;
  const longest = gapSeconds(trace);
  let [gaps, gapLine, empty, emptyLine] = [0, 0, 0, 0];
  times.forEach((at, i) => {
    // The header is line 1; blank lines and remarks, if any, are not counted here.
    if (at - (times[i - 1] ?? at) > longest && gaps++ === 0) gapLine = i + 2;
    if (Number.isNaN(demand[i]) && empty++ === 0) emptyLine = i + 2;
  });
  const drawn = "is played as a straight line that no policy sees: they hold what they have";
  return [
    ...(gaps > 0
      ? [{ line: gapLine, problem: gaps === 1 ? "a gap" : `the first of ${gaps} gaps`, remedy: `it ${drawn}` }]
      : []),
    ...(empty > 0
      ? [
          {
            line: emptyLine,
            problem: `${empty === 1 ? "a row" : `the first of ${empty} rows`} without a demand`,
            remedy: `it ${drawn}`,
          },
        ]
      : []),
  ];
}
