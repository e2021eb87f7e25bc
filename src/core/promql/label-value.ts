/**
 * Values of labels come from metrics that anybody may have written, and go on into pages, series and logs. A longer one
 * is no name of anything: half of what Mimir takes by default.
 */
export const LONGEST_LABEL_VALUE = 1_024;

/** A label's value; the empty text for an absent one, also where its name is that of a member of every object. */
export const labelValue = (labels: Readonly<Record<string, string>>, label: string): string =>
  Object.hasOwn(labels, label) ? (labels[label] ?? "") : "";
