// The text format of Prometheus, for as many series as 10,000 SLOs have. A registry that keeps each series as an object
// needs seconds for half a million of them, and nobody else has a turn meanwhile.

export type Labels = Readonly<Record<string, string>>;

/** All samples of one owner, such as an SLO. */
export interface OwnedSamples {
  /** As {@link printLabels} prints them; not empty. */
  readonly labels: string;
  readonly samples: readonly ExposedSample[];
}

export interface ExposedSample {
  /** Null where there is no number. */
  readonly value: number | null;
  /** Besides those of the owner, as {@link printLabels} prints them. */
  readonly labels?: string;
}

/** The series of so many owners are a millisecond of work, and some tens of kilobytes. */
const SLICE = 200;

/** Labels as they stand between braces. */
export const printLabels = (labels: Labels): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}="${escape(value)}"`)
    .join(",");

/** One gauge with all its samples, without those that are no finite number, in pieces of UTF-8. */
export function* printGauge<T>(
  name: string,
  help: string,
  owners: readonly T[],
  samplesOf: (owner: T) => OwnedSamples,
): Generator<Buffer, void> {
  yield Buffer.from(`# HELP ${name} ${help}\n# TYPE ${name} gauge\n`);
  for (let from = 0; from < owners.length; from += SLICE) {
    let text = "";
    for (const owner of owners.slice(from, from + SLICE)) {
      const { labels, samples } = samplesOf(owner);
      for (const { value, labels: further } of samples) {
        if (!Number.isFinite(value)) continue;
        text += `${name}{${labels}${further === undefined ? "" : `,${further}`}} ${value}\n`;
      }
    }
    yield Buffer.from(text);
  }
}

const escape = (value: string): string =>
  /[\\"\n]/.test(value) ? value.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"') : value;
