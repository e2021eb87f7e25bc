import { Bank, tierShapes } from "./bank.ts";

/** Where a cell's counts live. */
export interface CellPlace {
  readonly bank: Bank;
  readonly index: number;
}

const FIRST_BANK = 16;
const LARGEST_BANK = 1024;

/** The cells of one length of history: banks are added as they fill, each as large as all before it, within bounds. */
interface Shelf {
  readonly banks: Bank[];
  readonly free: CellPlace[];
}

/** Hands out cells and takes them back. */
export class CellStore {
  readonly #stepMs: number;
  readonly #shelves = new Map<number, Shelf>();
  #advancedMs = 0;
  /** Cells that were given back while all was frozen; undefined where nothing is. */
  #givenBack: { readonly hourRows: number; readonly place: CellPlace }[] | undefined;

  constructor(stepMs: number) {
    this.#stepMs = stepMs;
  }

  /** The latest time that rows were written up to; 0 before the first. */
  get advancedMs(): number {
    return this.#advancedMs;
  }

  /** The banks of all lengths of history. */
  get banks(): readonly Bank[] {
    return [...this.#shelves.values()].flatMap((shelf) => shelf.banks);
  }

  /**
   * An empty cell with so many rows of an hour. Where none is free, a bank is added whose rings have reached `atMs`, as
   * all have that were advanced: rows that are written later would hold all that happened before.
   */
  take(hourRows: number, atMs: number): CellPlace {
    const shelf = this.#shelf(hourRows);
    const place = shelf.free.pop();
    if (place !== undefined) return place;
    const size = shelf.banks.reduce((sum, bank) => sum + bank.width, 0);
    this.#advancedMs = Math.max(this.#advancedMs, atMs);
    const width = Math.min(LARGEST_BANK, Math.max(FIRST_BANK, size));
    const bank = new Bank(tierShapes(this.#stepMs, hourRows), width, this.#advancedMs);
    shelf.banks.push(bank);
    for (let index = bank.width - 1; index >= 0; index--) shelf.free.push({ bank, index });
    return this.take(hourRows, atMs);
  }

  /** Empties a cell for the next one; `hourRows` are those that it was taken with. */
  giveBack(hourRows: number, place: CellPlace): void {
    // To empty one changes rows of all times, which would all be copied before.
    if (this.#givenBack !== undefined) return void this.#givenBack.push({ hourRows, place });
    place.bank.clear(place.index);
    this.#shelf(hourRows).free.push(place);
  }

  /** From now on all banks tell how they are now, see {@link Bank.freeze}. */
  freeze(): void {
    this.#givenBack ??= [];
    for (const bank of this.banks) bank.freeze();
  }

  /** Ends that. */
  thaw(): void {
    for (const bank of this.banks) bank.thaw();
    const givenBack = this.#givenBack ?? [];
    this.#givenBack = undefined;
    for (const { hourRows, place } of givenBack) this.giveBack(hourRows, place);
  }

  /** Writes the rows of all banks up to `atMs`. */
  advance(atMs: number): void {
    for (const _ of this.advanceInSlices(atMs));
  }

  /** The same, a bank at a time: some rows at a time all rows of one are written anew, which is some milliseconds. */
  *advanceInSlices(atMs: number): Generator<void, void> {
    this.#advancedMs = Math.max(this.#advancedMs, atMs);
    for (const bank of this.banks) {
      bank.advance(atMs);
      yield;
    }
  }

  #shelf(hourRows: number): Shelf {
    const known = this.#shelves.get(hourRows);
    if (known !== undefined) return known;
    const shelf: Shelf = { banks: [], free: [] };
    this.#shelves.set(hourRows, shelf);
    return shelf;
  }
}
