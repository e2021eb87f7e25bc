import { digestLabels, LANES } from "./label-digest.ts";

type Labels = Readonly<Record<string, string>>;

const FIRST_ROOM = 256;
/** At least half of the slots are empty, so that a search ends soon. */
const SLOTS_PER_SERIES = 2;
const HEX_DIGITS = 8;

/**
 * Numbers series by their labels. Of these a digest is kept: the texts of 200,000 series would be a sixth of all
 * objects, to be walked through whenever memory is collected.
 */
export class SeriesIndex {
  readonly #sought = new Int32Array(LANES);
  /** Whose digest that is: who was looked for in vain is often added next. */
  #soughtOf: Labels | undefined;
  /** By the number of the series. */
  #digests = new Int32Array(FIRST_ROOM * LANES);
  #present = new Uint8Array(FIRST_ROOM);
  /** The number of a series plus one, 0 for none; near to where the first lane of its digest points. */
  #slots = new Int32Array(FIRST_ROOM * SLOTS_PER_SERIES);
  readonly #free: number[] = [];
  /** All numbers that were ever given are below. */
  #end = 0;

  /** How many series there are. */
  get size(): number {
    return this.#end - this.#free.length;
  }

  /** The number of a series; undefined for one that is not known. */
  find(labels: Labels): number | undefined {
    this.#seek(labels);
    const found = this.#slots[this.#slotOf(this.#sought, 0)] ?? 0;
    return found === 0 ? undefined : found - 1;
  }

  /** Numbers a series that is not known yet. @returns its number, which one that was dropped may have had */
  add(labels: Labels): number {
    this.#seek(labels);
    return this.#enter();
  }

  /** As {@link add}, of a series that {@link keys} told of. */
  load(key: string): number {
    this.#soughtOf = undefined;
    for (let lane = 0; lane < LANES; lane++)
      this.#sought[lane] = Number.parseInt(key.slice(lane * HEX_DIGITS, (lane + 1) * HEX_DIGITS), 16);
    return this.#enter();
  }

  /** Forgets a series, unless that is done; its number is for others. */
  drop(index: number): void {
    // The same series may have come in two answers: a number that is free twice would be that of two others.
    if (this.#present[index] === 0) return;
    const last = this.#slots.length - 1;
    let hole = this.#slotOf(this.#digests, index * LANES);
    // Whoever had to go on behind it moves nearer.
    for (let next = (hole + 1) & last; this.#slots[next] !== 0; next = (next + 1) & last) {
      const home = (this.#digests[((this.#slots[next] ?? 0) - 1) * LANES] ?? 0) & last;
      if (((next - home) & last) < ((next - hole) & last)) continue;
      this.#slots[hole] = this.#slots[next] ?? 0;
      hole = next;
    }
    this.#slots[hole] = 0;
    this.#present[index] = 0;
    this.#free.push(index);
  }

  /** The numbers of all series. They may be dropped meanwhile, and others added. */
  *all(): Generator<number, void> {
    for (let index = 0; index < this.#end; index++) if (this.#present[index] === 1) yield index;
  }

  /** By what a series is known again, by its number as it is now. */
  keys(): (index: number) => string {
    const digests = new Uint32Array(this.#digests);
    return (index) => {
      let key = "";
      for (let lane = 0; lane < LANES; lane++)
        key += (digests[index * LANES + lane] ?? 0).toString(16).padStart(HEX_DIGITS, "0");
      return key;
    };
  }

  #seek(labels: Labels): void {
    if (labels === this.#soughtOf) return;
    digestLabels(labels, this.#sought);
    this.#soughtOf = labels;
  }

  #enter(): number {
    if ((this.size + 1) * SLOTS_PER_SERIES > this.#slots.length) this.#grow();
    const index = this.#free.pop() ?? this.#end++;
    this.#digests.set(this.#sought, index * LANES);
    this.#present[index] = 1;
    this.#slots[this.#slotOf(this.#sought, 0)] = index + 1;
    return index;
  }

  /** The slot of a digest, which stands from `from` in a list of them; the one where it belongs where it has none. */
  #slotOf(digests: Int32Array, from: number): number {
    const last = this.#slots.length - 1;
    let slot = (digests[from] ?? 0) & last;
    while (!this.#isAt(slot, digests, from)) slot = (slot + 1) & last;
    return slot;
  }

  /** Whether a slot is that of a digest, or of none. */
  #isAt(slot: number, digests: Int32Array, from: number): boolean {
    const held = this.#slots[slot] ?? 0;
    if (held === 0) return true;
    for (let lane = 0; lane < LANES; lane++)
      if (this.#digests[(held - 1) * LANES + lane] !== digests[from + lane]) return false;
    return true;
  }

  #grow(): void {
    const room = this.#present.length * 2;
    const [digests, present] = [new Int32Array(room * LANES), new Uint8Array(room)];
    digests.set(this.#digests);
    present.set(this.#present);
    this.#digests = digests;
    this.#present = present;
    this.#slots = new Int32Array(room * SLOTS_PER_SERIES);
    const last = this.#slots.length - 1;
    for (let index = 0; index < this.#end; index++) {
      if (present[index] === 0) continue;
      // No two are alike: there is nothing to compare with.
      let slot = (digests[index * LANES] ?? 0) & last;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & last;
      this.#slots[slot] = index + 1;
    }
  }
}
