import type { ExampleSeries } from "./example-series.ts";

/** A stretch of test data. */
export interface Phase {
  readonly steps: number;
  /** The share of events that are bad; `gone` when the series is not there at all. */
  readonly badShare: number | "gone";
  /** Counters go on, and nobody sees it. */
  readonly unscraped?: true;
}

/**
 * The values of a series over phases, in promtool's notation: `0+10x20 stale _x5`. Counters begin at 0 and grow at
 * a constant rate within a phase, so that every window has the very share that was asked for.
 *
 * @param events - in each step
 */
export const sampleValues = (counts: ExampleSeries["counts"], phases: readonly Phase[], events: number): string =>
  counts === "state" ? stateValues(phases) : counterValues(counts, phases, events);

function counterValues(counts: "good" | "bad" | "all", phases: readonly Phase[], events: number): string {
  let value = 0;
  return phases
    .map(({ steps, badShare, unscraped }, i) => {
      if (badShare === "gone") return `stale _x${steps - 1}`;
      const bad = Math.round(events * badShare);
      const growth = { good: events - bad, bad, all: events }[counts];
      // `a+bxn` is n + 1 samples; the first phase brings the sample at time 0 besides its steps.
      const first = i === 0 ? 0 : value + growth;
      const more = i === 0 ? steps : steps - 1;
      value = first + growth * more;
      return unscraped === true ? `_x${steps}` : `${first}+${growth}x${more}`;
    })
    .join(" ");
}

/** A gauge is either 1 or 0: bad samples are spread evenly, the first after as many good ones as the share asks for. */
function stateValues(phases: readonly Phase[]): string {
  return phases
    .map(({ steps, badShare }, i) => {
      if (badShare === "gone") return `stale _x${steps - 1}`;
      const samples = Array.from({ length: i === 0 ? steps + 1 : steps }, (_, n) =>
        Math.floor((n + 1) * badShare) > Math.floor(n * badShare) ? 0 : 1,
      );
      return runs(samples)
        .map(({ value, length }) => (length === 1 ? `${value}` : `${value}x${length - 1}`))
        .join(" ");
    })
    .join(" ");
}

function runs(values: readonly number[]): readonly { readonly value: number; readonly length: number }[] {
  const found: { value: number; length: number }[] = [];
  for (const value of values) {
    const last = found.at(-1);
    if (last?.value === value) last.length += 1;
    else found.push({ value, length: 1 });
  }
  return found;
}

/** One life of a series in a crash loop: a single scrape saw it, when every event of it had failed. */
export const lifeValues = (counts: ExampleSeries["counts"], afterSteps: number, events: number): string =>
  `${afterSteps === 0 ? "" : `_x${afterSteps} `}${counts === "good" ? 0 : events} stale`;

/** The share that whole events make of the wanted one. */
export const wholeShare = (badShare: number, events: number): number => Math.round(events * badShare) / events;
