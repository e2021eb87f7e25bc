/** Tells whoever waits for it that something which can be read may have changed; what, they look up themselves. */
export class Changes {
  readonly #listeners = new Set<() => void>();

  /** @returns what ends it */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  readonly tell = (): void => {
    for (const listener of this.#listeners) listener();
  };
}
