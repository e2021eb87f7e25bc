export interface Sample {
  readonly name: string;
  /** As they stand in braces. */
  readonly labels: string;
  readonly value: number;
}

/** The metrics that a program tells of itself. */
export async function fetchSamples(url: string): Promise<readonly Sample[]> {
  const answer = await fetch(`${url}/metrics`);
  if (!answer.ok) throw new Error(`/metrics answered ${answer.status}`);
  return [...(await answer.text()).matchAll(/^([a-z_0-9]+)(\{[^}]*\})? (\S+)$/gm)].map(
    ([, name = "", labels = "", value]) => ({ name, labels, value: Number(value) }),
  );
}

/** The sum of a metric over all series with these words among their labels. */
export const sumOf = (samples: readonly Sample[], name: string, labels = ""): number =>
  samples.filter((one) => one.name === name && one.labels.includes(labels)).reduce((all, { value }) => all + value, 0);
