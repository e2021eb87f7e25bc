import { DigestIndex } from "./digest-index.ts";
import type { Family, KeptFamily } from "./family.ts";

/** Stands for the last sample of a series that has had none, and of a family. */
export const NOT_BEGUN = Number.NEGATIVE_INFINITY;

/** To look at so many is less than a millisecond of work. */
const SWEPT_AT_ONCE = 1_000;

/** All targets that are scraped, and the metrics of each. */
export class Families {
  readonly #index = new DigestIndex();
  /** By their numbers in the index. */
  readonly #all: Family[] = [];

  /** The one with a digest, new where there was none. @param from - the place of the digest among others */
  of(digests: Int32Array, from: number): Family {
    const known = this.#all[this.#index.find(digests, from) ?? -1];
    if (known !== undefined) return known;
    const family = { newestMs: NOT_BEGUN, gap: undefined, resets: [], number: 0 };
    this.#all[this.#index.add(digests, from)] = family;
    return family;
  }

  /** Forgets those without a sample since `oldestMs`, some at a time. */
  *sweep(oldestMs: number): Generator<void, void> {
    let seen = 0;
    for (const index of this.#index.all()) {
      if (++seen % SWEPT_AT_ONCE === 0) yield;
      const family = this.#all[index];
      if (family !== undefined && family.newestMs < oldestMs) this.#index.drop(index);
    }
  }

  /** All of them, in the order of the numbers by which chains name them from then on. */
  *keep(): Generator<KeptFamily, void> {
    const keyOf = this.#index.keys();
    let number = 0;
    for (const index of this.#index.all()) {
      const family = this.#all[index];
      if (family === undefined) continue;
      family.number = number++;
      yield { key: keyOf(index), newestMs: family.newestMs, gap: family.gap, resets: [...family.resets] };
    }
  }

  /** Takes over the next ones, in their order. @returns them */
  load(kept: readonly KeptFamily[]): readonly Family[] {
    return kept.map(({ key, newestMs, gap, resets }) => {
      const family = { newestMs, gap, resets: [...resets], number: 0 };
      this.#all[this.#index.load(key)] = family;
      return family;
    });
  }
}
