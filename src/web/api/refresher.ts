/** Rounds of asking: `ask` wants one, `look` says that whether anybody looks may have changed. */
export interface Refresher {
  readonly ask: () => void;
  readonly look: () => void;
}

/** At most so often is everything asked for, however often the service evaluates. */
const LEAST_BETWEEN_MS = 1000;

/**
 * Runs rounds one after the other: what is asked for while one runs, or while nobody looks, is one round after it. A
 * round that began before the news could not have brought them.
 *
 * @param round - asks for everything, and ends when all is answered
 * @param isSeen - whether anybody looks
 * @param leastBetweenMs - from the end of a round to the next
 */
export function refresher(
  round: () => Promise<void>,
  isSeen: () => boolean,
  leastBetweenMs = LEAST_BETWEEN_MS,
): Refresher {
  let isDue = false;
  let isRunning = false;
  const look = (): void => {
    if (isRunning || !isDue || !isSeen()) return;
    [isRunning, isDue] = [true, false];
    const goOn = (): void => {
      isRunning = false;
      look();
    };
    const rest = (): void => void setTimeout(goOn, leastBetweenMs);
    // A round that failed is told where its answer is missing.
    void round().then(rest, rest);
  };
  const ask = (): void => {
    isDue = true;
    look();
  };
  return { ask, look };
}
