import { TARGET_LABELS } from "./target-labels.ts";

type Labels = Readonly<Record<string, string>>;

/** A digest has so many numbers of 32 bits: among millions of series no two are alike. */
export const LANES = 4;

/** Where each digest of a label set begins: that of the series, of its target, and of its metric there. */
export const DIGEST_OF = { series: 0, target: LANES, metric: 2 * LANES } as const;
/** So many numbers are the digests of one label set. */
export const DIGESTS = 3 * LANES;

/** The digests of a label set, one behind the other from a place on. */
export interface LabelDigests {
  readonly lanes: Int32Array;
  /** Their place among the lanes. */
  readonly from: number;
}

/** Behind each name and each value: no text has such a character. */
const END = 0x1_0000;
/** What is in the digest of a metric of a target. */
const IN_METRIC: ReadonlySet<string> = new Set(["__name__", ...TARGET_LABELS]);
/** What came last has gone into all bits after so many more rounds. */
const LAST_ROUNDS = 8;

/** The first digits of the roots of 2, 3, 5 and 7; of 11, 13, 17 and of the golden ratio, made odd. */
const SEEDS = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a] as const;
const [BY_A, BY_B, BY_C, BY_D] = [0x510e527f, 0x9b05688d, 0x1f83d9ab, 0x9e3779b9] as const;

/**
 * Tells series, targets and their metrics apart in sixteen bytes each, in one pass, from the target on. Prometheus prints
 * labels in one order, so the order of the object is taken.
 *
 * @param lanes - what the digests are written to, {@link DIGESTS} numbers
 * @param from - the place of the first among them
 */
export function digestLabels(labels: Labels, lanes: Int32Array, from: number): void {
  lanes.set(SEEDS, from);
  for (const name of TARGET_LABELS) mix(lanes, from, labels[name] ?? "");
  lanes.copyWithin(from + DIGEST_OF.target, from, from + LANES);
  mix(lanes, from, labels["__name__"] ?? "");
  lanes.copyWithin(from + DIGEST_OF.metric, from, from + LANES);
  for (const name of Object.keys(labels)) {
    if (IN_METRIC.has(name)) continue;
    mix(lanes, from, name);
    mix(lanes, from, labels[name] ?? "");
  }
  for (let at = from; at < from + DIGESTS; at += LANES) for (let i = 0; i < LAST_ROUNDS; i++) mix(lanes, at, "");
}

/** Each character goes into all lanes, and each lane into another: a round takes as long as one multiplication. */
function mix(lanes: Int32Array, at: number, text: string): void {
  let [a, b, c, d] = [lanes[at] ?? 0, lanes[at + 1] ?? 0, lanes[at + 2] ?? 0, lanes[at + 3] ?? 0];
  for (let i = 0; i <= text.length; i++) {
    const unit = i < text.length ? text.charCodeAt(i) : END;
    const mixed = Math.imul(a ^ unit ^ (b >>> 15), BY_A);
    b = Math.imul(b ^ unit ^ (c >>> 13), BY_B);
    c = Math.imul((c + unit) ^ (d >>> 16), BY_C);
    d = Math.imul((d + unit) ^ (a >>> 14), BY_D);
    a = mixed;
  }
  lanes[at] = a;
  lanes[at + 1] = b;
  lanes[at + 2] = c;
  lanes[at + 3] = d;
}
