/**
 * Who changes a ledger, and who reads all of it to keep it, wait for each other: changes may go on side by side, but
 * none while it is held.
 */
export class Standstill {
  #held: Promise<void> | undefined;
  #changes = 0;
  #onUnchanged: (() => void) | undefined;

  /** Does work that changes the ledger, however long it takes. */
  async change<T>(work: () => T | Promise<T>): Promise<T> {
    while (this.#held !== undefined) await this.#held;
    this.#changes++;
    try {
      return await work();
    } finally {
      this.#changes--;
      if (this.#changes === 0) this.#onUnchanged?.();
    }
  }

  /** Waits for all changes under way, and lets no other begin until it is released. */
  async hold(): Promise<() => void> {
    while (this.#held !== undefined) await this.#held;
    let release = (): void => undefined;
    this.#held = new Promise((resolve) => {
      release = () => {
        this.#held = undefined;
        resolve();
      };
    });
    if (this.#changes > 0) {
      await new Promise<void>((resolve) => (this.#onUnchanged = resolve));
      this.#onUnchanged = undefined;
    }
    return release;
  }
}
