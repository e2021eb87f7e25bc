import { InvalidArgumentError } from "commander";
import { ALERT_NAMES, type AlertKind } from "../core/objective/alert-names.ts";
import type { Severity } from "../core/objective/alert-policy.ts";
import { ALERT_NAME_PATTERN, LABEL_PATTERN, SEVERITY_PATTERN } from "../core/spec/shape/patterns.ts";
import type { NamingOptions } from "./fetch-defaults.ts";

type Given<Name extends keyof NamingOptions> = NonNullable<NamingOptions[Name]>;

/** The severity that a text `page=critical` names, beside those so far. */
function collectSeverity(text: string, earlier: Given<"severity"> = {}): Given<"severity"> {
  const [severity, name] = parts(text, "=");
  if (!isSeverity(severity) || !SEVERITY_PATTERN.test(name))
    throw new InvalidArgumentError("Expected page=NAME or ticket=NAME, such as page=critical.");
  return { ...earlier, [severity]: name };
}

/** The alert that a text `burn=ShopBurnsBudget` names, beside those so far. */
function collectAlertName(text: string, earlier: Given<"alertName"> = {}): Given<"alertName"> {
  const [kind, name] = parts(text, "=");
  if (!isKind(kind) || !ALERT_NAME_PATTERN.test(name))
    throw new InvalidArgumentError("Expected burn=NAME, exhausted=NAME, noData=NAME or noEvaluation=NAME.");
  return { ...earlier, [kind]: name };
}

/** The label that a text `page:pager=shop` gives to pages, beside those so far. */
function collectAlertLabel(text: string, earlier: Given<"alertLabel"> = {}): Given<"alertLabel"> {
  const [severity, label] = parts(text, ":");
  const [name, value] = parts(label, "=");
  if (!isSeverity(severity) || !LABEL_PATTERN.test(name) || !label.includes("="))
    throw new InvalidArgumentError("Expected page:LABEL=VALUE or ticket:LABEL=VALUE, such as page:pager=shop.");
  return { ...earlier, [severity]: { ...earlier[severity], [name]: value } };
}

/** The settings file of a command that has other options of its own. */
export const SETTINGS_FILE = {
  value: "<file>",
  says: "settings file of the service (default: headroom.yaml, where there is one)",
};

/** The flags that say what alerts are called; each wins over the settings file. */
export const NAMING_OPTIONS = {
  severity: {
    value: "<who=name>",
    says: "value of the label severity, such as page=critical; repeatable",
    parse: collectSeverity,
  },
  alertName: {
    value: "<kind=name>",
    says: "what alerts are called: burn=…, exhausted=…, noData=… or noEvaluation=…; repeatable",
    parse: collectAlertName,
  },
  alertLabel: {
    value: "<who:key=value>",
    says: "label of pages or tickets alone, such as page:pager=shop; repeatable",
    parse: collectAlertLabel,
  },
};

const isSeverity = (text: string): text is Severity => text === "page" || text === "ticket";
const isKind = (text: string): text is AlertKind => Object.hasOwn(ALERT_NAMES, text);

/** What stands before and behind the first separator. */
function parts(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + separator.length)];
}
