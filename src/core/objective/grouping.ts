/** What splits an objective into one for each combination of label values. */
export interface Grouping {
  /** The labels, by the names that our series, alerts and dashboards carry. Empty for a single objective. */
  readonly by: readonly string[];
  /** Those that have another name in the data: by our name, the data's. */
  readonly byInData: Readonly<Record<string, string>>;
}

/** One for all. */
export const UNGROUPED: Grouping = { by: [], byInData: {} };

/** What the data call a label of `by`. */
export const nameInData = ({ byInData }: Grouping, label: string): string =>
  Object.hasOwn(byInData, label) ? (byInData[label] ?? label) : label;

/** The labels of `by` as the data call them. */
export const namesInData = (grouping: Grouping): readonly string[] =>
  grouping.by.map((label) => nameInData(grouping, label));
