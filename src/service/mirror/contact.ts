/** When something outside was last heard, by a monotonic clock, and what keeps it from being heard. */
export class Contact {
  readonly #monotonic: () => number;
  #heardAt: number | undefined;
  #trouble: string | undefined;

  constructor(monotonic: () => number) {
    this.#monotonic = monotonic;
  }

  heard(): void {
    this.#heardAt = this.#monotonic();
    this.#trouble = undefined;
  }

  failed(trouble: string): void {
    this.#trouble = trouble;
  }

  /** Seconds since it was heard; undefined before the first time. */
  get age(): number | undefined {
    return this.#heardAt === undefined ? undefined : Math.max(0, this.#monotonic() - this.#heardAt);
  }

  /** What it failed with since it was last heard. */
  get trouble(): string | undefined {
    return this.#trouble;
  }
}
