import { ALERT_NAMES, type AlertKind } from "./alert-names.ts";
import type { Severity } from "./alert-policy.ts";

type Labels = Readonly<Record<string, string>>;

/** What an objective's alerts are called, and what routes find on them; every name is filled in. */
export interface AlertNaming {
  readonly names: Readonly<Record<AlertKind, string>>;
  /** The values of the label `severity`. */
  readonly severities: Readonly<Record<Severity, string>>;
  /** Labels of pages and of tickets alone, beside those of the objective. */
  readonly labels: Readonly<Record<Severity, Labels>>;
}

/** Names as somebody gives them, in the settings, by flags or in a spec: all, some or none. */
export interface GivenNaming {
  /** A text names the burn alert, which is the one that most routes are for. */
  readonly name?: string | Partial<Record<AlertKind, string | undefined>> | undefined;
  readonly severities?: Partial<Record<Severity, string | undefined>> | undefined;
  readonly labels?: Partial<Record<Severity, Labels | undefined>> | undefined;
}

/** The names that hold where nobody gives others. */
export const DEFAULT_NAMING: AlertNaming = {
  names: ALERT_NAMES,
  severities: { page: "page", ticket: "ticket" },
  labels: { page: {}, ticket: {} },
};

/** The names of `base`, but for those that are given anew; labels add up. */
export function named(base: AlertNaming, { name, severities, labels }: GivenNaming): AlertNaming {
  return {
    names: filled(base.names, typeof name === "string" ? { burn: name } : name),
    severities: filled(base.severities, severities),
    labels: {
      page: { ...base.labels.page, ...labels?.page },
      ticket: { ...base.labels.ticket, ...labels?.ticket },
    },
  };
}

const filled = <Name extends string>(
  base: Readonly<Record<Name, string>>,
  given: Partial<Record<Name, string | undefined>> | undefined,
): Readonly<Record<Name, string>> => ({
  ...base,
  ...Object.fromEntries(Object.entries(given ?? {}).filter(([, value]) => value !== undefined)),
});
