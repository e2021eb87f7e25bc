type Labels = Readonly<Record<string, string>>;

/** A digest has so many numbers of 32 bits: among millions of series no two are alike. */
export const LANES = 4;

/** Behind each name and each value: no text has such a character. */
const END = 0x1_0000;
/** What came last has gone into all bits after so many more rounds. */
const LAST_ROUNDS = 8;

/** The first digits of the roots of 2, 3, 5 and 7; of 11, 13, 17 and of the golden ratio, made odd. */
const SEEDS = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a] as const;
const [BY_A, BY_B, BY_C, BY_D] = [0x510e527f, 0x9b05688d, 0x1f83d9ab, 0x9e3779b9] as const;

/**
 * Tells label sets apart in sixteen bytes. Prometheus prints labels in one order, so the order of the object is taken.
 *
 * @param lanes - what the digest is written to, {@link LANES} numbers
 */
export function digestLabels(labels: Labels, lanes: Int32Array): void {
  lanes.set(SEEDS);
  for (const name of Object.keys(labels)) {
    mix(lanes, name);
    mix(lanes, labels[name] ?? "");
  }
  for (let i = 0; i < LAST_ROUNDS; i++) mix(lanes, "");
}

/** Each character goes into all lanes, and each lane into another: a round takes as long as one multiplication. */
function mix(lanes: Int32Array, text: string): void {
  let [a, b, c, d] = [lanes[0] ?? 0, lanes[1] ?? 0, lanes[2] ?? 0, lanes[3] ?? 0];
  for (let i = 0; i <= text.length; i++) {
    const unit = i < text.length ? text.charCodeAt(i) : END;
    const mixed = Math.imul(a ^ unit ^ (b >>> 15), BY_A);
    b = Math.imul(b ^ unit ^ (c >>> 13), BY_B);
    c = Math.imul((c + unit) ^ (d >>> 16), BY_C);
    d = Math.imul((d + unit) ^ (a >>> 14), BY_D);
    a = mixed;
  }
  lanes[0] = a;
  lanes[1] = b;
  lanes[2] = c;
  lanes[3] = d;
}
