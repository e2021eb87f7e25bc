/** What a part of a regular expression comes to. */
export interface Extent {
  /** Characters, with counted repetitions written out. */
  readonly size: number;
  /** Levels of the tree that RE2 makes of it. */
  readonly height: number;
}

const NOTHING: Extent = { size: 0, height: 0 };

/** Adds up what a group comes to, part by part; a little too much rather than too little. */
export class ExtentCounter {
  #size = 0;
  #tallest = 0;
  #last: Extent = NOTHING;
  #parts = 0;
  #isLiteral = false;
  /** Of the alternatives before. */
  #tallestAlternative = 0;
  #alternatives = 1;

  /** A run of literal characters is one part. */
  add(extent: Extent, isLiteral: boolean): void {
    if (!(isLiteral && this.#isLiteral)) this.#parts++;
    this.#isLiteral = isLiteral;
    this.#size += extent.size;
    this.#tallest = Math.max(this.#tallest, extent.height);
    this.#last = extent;
  }

  /** The last part is repeated `times` times, counting the first. */
  repeat(times: number): void {
    this.#isLiteral = false;
    this.#size += this.#last.size * (times - 1) + 1;
    this.#tallest = Math.max(this.#tallest, this.#last.height + 1);
  }

  /** A `|`: what was added since the last one is an alternative, and the next begins. */
  alternative(): void {
    this.#tallestAlternative = this.#heightOfAll();
    this.#alternatives++;
    this.#size++;
    this.#tallest = 0;
    this.#parts = 0;
    this.#last = NOTHING;
    this.#isLiteral = false;
  }

  /** What all alternatives come to together. */
  total(): Extent {
    return { size: this.#size, height: this.#heightOfAll() + (this.#alternatives > 1 ? 1 : 0) };
  }

  #heightOfAll(): number {
    const height = this.#parts > 1 ? this.#tallest + 1 : Math.max(this.#tallest, 1);
    return Math.max(this.#tallestAlternative, height);
  }
}
