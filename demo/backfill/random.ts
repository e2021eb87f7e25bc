/** Random numbers that are the same for the same seed. */
export interface Random {
  /** Evenly within [0, 1). */
  readonly unit: () => number;
  /** Normal, mean 0, deviation 1. */
  readonly normal: () => number;
  /** How many of `count` events happen, each with this probability. */
  readonly happening: (count: number, probability: number) => number;
  /** Lower-case letters and digits, as in names of pods. */
  readonly letters: (length: number) => string;
}

/** Without vowels and look-alikes, as Kubernetes does it. */
const ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

/** Above this expectation the normal curve is close enough. */
const LARGE = 30;

/** @param seed - any text; different texts give independent sequences */
export function seededRandom(seed: string): Random {
  let state = hash(seed);
  // mulberry32
  const unit = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit());
  const happening = (count: number, probability: number): number => {
    const expected = count * probability;
    const drawn =
      expected > LARGE
        ? Math.round(expected + Math.sqrt(expected * (1 - probability)) * normal())
        : poisson(expected, unit);
    return Math.min(count, Math.max(0, drawn));
  };
  const letters = (length: number): string =>
    Array.from({ length }, () => ALPHABET.charAt(Math.floor(unit() * ALPHABET.length))).join("");
  return { unit, normal, happening, letters };
}

/** Rare events, by multiplying even numbers until they fall below e^-expected. */
function poisson(expected: number, unit: () => number): number {
  const floor = Math.exp(-expected);
  let events = 0;
  for (let product = unit(); product > floor; product *= unit()) events++;
  return events;
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value;
}
