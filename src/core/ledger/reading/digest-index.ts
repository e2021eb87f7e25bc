import { LANES } from "../../promql/label-digest.ts";

const FIRST_ROOM = 256;
/** At least half of the slots are empty, so that a search ends soon. */
const SLOTS_PER_NUMBER = 2;
const HEX_DIGITS = 8;

/**
 * Numbers things by the digest of what they are known by. The texts of 200,000 series would be a sixth of all objects,
 * to be walked through whenever memory is collected.
 */
export class DigestIndex {
  /** By number. */
  #digests = new Int32Array(FIRST_ROOM * LANES);
  #present = new Uint8Array(FIRST_ROOM);
  /** A number plus one, 0 for none; near to where the first lane of its digest points. */
  #slots = new Int32Array(FIRST_ROOM * SLOTS_PER_NUMBER);
  readonly #loaded = new Int32Array(LANES);
  readonly #free: number[] = [];
  /** All numbers that were ever given are below. */
  #end = 0;

  /** How many there are. */
  get size(): number {
    return this.#end - this.#free.length;
  }

  /** @param from - the place of a digest among others @returns the number of what has it; undefined for what is not known */
  find(digests: Int32Array, from: number): number | undefined {
    const found = this.#slots[this.#slotOf(digests, from)] ?? 0;
    return found === 0 ? undefined : found - 1;
  }

  /**
   * Numbers what is not known yet.
   *
   * @param from - the place of its digest among others
   * @returns its number, which one that was dropped may have had
   */
  add(digests: Int32Array, from: number): number {
    if ((this.size + 1) * SLOTS_PER_NUMBER > this.#slots.length) this.#grow();
    const index = this.#free.pop() ?? this.#end++;
    for (let lane = 0; lane < LANES; lane++) this.#digests[index * LANES + lane] = digests[from + lane] ?? 0;
    this.#present[index] = 1;
    this.#slots[this.#slotOf(digests, from)] = index + 1;
    return index;
  }

  /** As {@link add}, of what {@link keys} told of. @returns its number */
  load(key: string): number {
    for (let lane = 0; lane < LANES; lane++)
      this.#loaded[lane] = Number.parseInt(key.slice(lane * HEX_DIGITS, (lane + 1) * HEX_DIGITS), 16);
    return this.add(this.#loaded, 0);
  }

  /** Forgets one, unless that is done; its number is for others. */
  drop(index: number): void {
    // A series may have come in two answers: a number that is free twice would be that of two others.
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

  /** Of all that are known. They may be dropped meanwhile, and others added. @returns their numbers */
  *all(): Generator<number, void> {
    for (let index = 0; index < this.#end; index++) if (this.#present[index] === 1) yield index;
  }

  /** By what each is known again, by its number as it is now. */
  keys(): (index: number) => string {
    const digests = new Uint32Array(this.#digests);
    return (index) => {
      let key = "";
      for (let lane = 0; lane < LANES; lane++)
        key += (digests[index * LANES + lane] ?? 0).toString(16).padStart(HEX_DIGITS, "0");
      return key;
    };
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
    this.#slots = new Int32Array(room * SLOTS_PER_NUMBER);
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
