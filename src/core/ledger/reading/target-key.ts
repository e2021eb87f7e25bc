import type { SampleSeries } from "../../promql/sample-series.ts";

/** What tells one scraped target from another. */
export const targetKey = ({ labels }: SampleSeries): string =>
  JSON.stringify([labels["job"], labels["instance"], labels["namespace"], labels["pod"], labels["container"]]);
