/** Where a live counter has to go on from. `labels` are those that the process itself sets, not those of the scrape. */
export interface Seed {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}
