import { InvalidArgumentError } from "commander";

type Labels = Readonly<Record<string, string>>;

/** The labels so far, and the one that a text `key=value` names. */
export function collectLabel(text: string, labels: Labels = {}): Labels {
  const [, key, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (key === undefined || value === undefined)
    throw new InvalidArgumentError("Expected key=value, such as release=prometheus.");
  return { ...labels, [key]: value };
}
