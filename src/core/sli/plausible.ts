/** How much a counter may show when it appears, by what its whole objective counts. */
export const PLAUSIBLE = {
  /** A new series may bring this many times what the whole objective counts in the same time: traffic does jump. */
  factor: 20,
  /** One event a second is plausible for anything. */
  floorPerSecond: 1,
  /** A target may have lived unseen for one long scrape interval. */
  unseenSeconds: 60,
} as const;
