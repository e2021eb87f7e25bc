import { TARGET_LABELS } from "../../promql/target-labels.ts";

type Labels = Readonly<Record<string, string>>;

/** What tells one scraped target from another. */
export function targetOf(labels: Labels): string {
  let key = "";
  for (const name of TARGET_LABELS) key += `${labels[name] ?? ""}\u0000`;
  return key;
}

/** One metric of a target. */
export const familyOf = (labels: Labels): string => `${labels["__name__"] ?? ""}${targetOf(labels)}`;
