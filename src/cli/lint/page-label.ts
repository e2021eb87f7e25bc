import { InvalidArgumentError } from "commander";
import type { PageLabels } from "../../core/rules/lint/page-labels.ts";

/** The labels so far, and the values that a text `label=value,value` adds to one of them. */
export function collectPageLabel(text: string, labels: PageLabels = {}): PageLabels {
  const [, label, values] = /^([a-zA-Z_][a-zA-Z0-9_]*)=(.+)$/.exec(text) ?? [];
  if (label === undefined || values === undefined)
    throw new InvalidArgumentError("Expected label=value,value, such as severity=page,critical.");
  return { ...labels, [label]: [...(labels[label] ?? []), ...values.split(",")] };
}
