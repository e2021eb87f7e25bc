import type { SampleSeries, SeriesList } from "../../promql/sample-series.ts";
import { isCount } from "../counting/valid-sample.ts";
import type { SeriesRoute } from "./series-table.ts";

/** A series that is not known yet. Of large answers each is made anew when it is looked at: at first all are such. */
export interface NewSeries {
  /** In the table, where it was entered. */
  readonly index: number;
  readonly answer: SeriesList;
  /** In the answer. */
  readonly place: number;
  readonly routes: readonly SeriesRoute[];
}

/** The new series of some answers, with the first sample of each that is a number of events. */
export class NewSeriesList {
  readonly all: NewSeries[] = [];
  /** Lists of bare numbers: in objects each would be one more. */
  readonly #atMs: number[] = [];
  readonly #values: number[] = [];

  /** @param first - the place of its first sample that is a number of events, see {@link firstCount} */
  add(one: NewSeries, { timestamps, values }: SampleSeries, first: number): void {
    this.all.push(one);
    this.#atMs.push(timestamps[first] ?? 0);
    this.#values.push(values[first] ?? 0);
  }

  /** When the first sample of a series is from. @param index - its place among `all` */
  firstMs(index: number): number {
    return this.#atMs[index] ?? 0;
  }

  /** @param index - its place among `all` @returns as the counter stands in that sample */
  firstValue(index: number): number {
    return this.#values[index] ?? 0;
  }
}

/** The place of the first sample that is a number of events; -1 where none is. */
export const firstCount = ({ values }: SampleSeries): number => values.findIndex(isCount);
