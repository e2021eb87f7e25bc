/** Work that goes on side by side, unless it is shut out. */
class Gate {
  #shut: Promise<void> | undefined;
  #inside = 0;
  #onEmpty: (() => void) | undefined;

  async pass<T>(work: () => T | Promise<T>): Promise<T> {
    while (this.#shut !== undefined) await this.#shut;
    this.#inside++;
    try {
      return await work();
    } finally {
      this.#inside--;
      if (this.#inside === 0) this.#onEmpty?.();
    }
  }

  /** Lets nobody in any more, and waits until those inside are out. @returns what opens it again */
  async shut(): Promise<() => void> {
    while (this.#shut !== undefined) await this.#shut;
    let open = (): void => undefined;
    this.#shut = new Promise((resolve) => {
      open = () => {
        this.#shut = undefined;
        resolve();
      };
    });
    if (this.#inside > 0) {
      await new Promise<void>((resolve) => (this.#onEmpty = resolve));
      this.#onEmpty = undefined;
    }
    return open;
  }
}

/**
 * Who changes a ledger, and who keeps all of it, wait for each other: changes may go on side by side, but none while it
 * is held, and none of its past until what was held is written. What is frozen is copied where it changes: that is
 * little for what is new, and all of it for what is old.
 */
export class Standstill {
  readonly #all = new Gate();
  readonly #past = new Gate();

  /** Does work that changes the ledger, however long it takes. */
  change<T>(work: () => T | Promise<T>): Promise<T> {
    return this.#all.pass(work);
  }

  /** Does work that changes what the ledger knows of the past. */
  changePast<T>(work: () => T | Promise<T>): Promise<T> {
    return this.#past.pass(() => this.#all.pass(work));
  }

  /**
   * Does work while nothing changes: it waits for all changes under way. Then others go on, but for the past, which
   * waits until it is released.
   */
  async hold<T>(work: () => T | Promise<T>): Promise<{ readonly held: T; readonly release: () => void }> {
    const release = await this.#past.shut();
    const goOn = await this.#all.shut();
    try {
      return { held: await work(), release };
    } catch (error) {
      release();
      throw error;
    } finally {
      goOn();
    }
  }
}
