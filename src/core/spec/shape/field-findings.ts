import { days, minutes } from "../../units/seconds.ts";
import { describe } from "../text/describe.ts";
import { LIMITS } from "../text/limits.ts";
import { explainBurnWindow, explainDelay, explainDuration, explainLatency } from "./duration-findings.ts";
import type { Explain, Found } from "./explain.ts";
import { LABEL_PATTERN, NAME_PATTERN } from "./patterns.ts";
import type { Place } from "../../diagnostics/diagnostic.ts";
import type { Told } from "../../diagnostics/fault.ts";
import { isGroupingLabel } from "../../promql/grammar-faults.ts";

/** Fields with words of their own, by the way to them; `*` stands for a position in a list or a free name. */
export const EXPLAIN: Readonly<Record<string, Explain>> = {
  version: ({ value: found }) => ({
    code: "version-unknown",
    problem: `the version is ${describe(found)}, expected headroom/v1`,
    remedy: "write version: headroom/v1",
  }),
  service: explainName,
  namespace: explainName,
  source: ({ value: found, written }) =>
    typeof found === "string" && found.includes("://")
      ? {
          code: "source-url",
          problem: "a source is the name of a Prometheus in the settings, found a URL",
          remedy: "name the URL in the settings under sources, and write its name here",
        }
      : explainName({ value: found, written }),
  "labels.*": explainLabelValue,
  delay: explainDelay,
  runbook: explainRunbook,
  "slos.*.name": explainName,
  "slos.*.target": explainTarget,
  "slos.*.window": ({ value: found }) =>
    explainDuration(
      found,
      "30d",
      { units: ["d"], shortest: days(1), longest: days(400) },
      ", or {calendar: month, timezone: Europe/Berlin}",
    ),
  "slos.*.latency.under": explainLatency,
  "slos.*.by.*": explainLabel,
  "slos.*.by.*.label": explainLabel,
  "slos.*.by.*.as": explainLabel,
  "slos.*.delay": explainDelay,
  "slos.*.labels.*": explainLabelValue,
  "slos.*.runbook": explainRunbook,
  "slos.*.alerts.burn.*.short": explainBurnWindow("5m"),
  "slos.*.alerts.burn.*.long": explainBurnWindow("1h"),
  "slos.*.alerts.name": explainAlertName,
  "slos.*.alerts.name.burn": explainAlertName,
  "slos.*.alerts.name.exhausted": explainAlertName,
  "slos.*.alerts.name.noData": explainAlertName,
  "slos.*.alerts.severities.page": explainSeverity,
  "slos.*.alerts.severities.ticket": explainSeverity,
  "slos.*.alerts.labels.page.*": explainLabelValue,
  "slos.*.alerts.labels.ticket.*": explainLabelValue,
  "slos.*.alerts.page": explainSwitch,
  "slos.*.alerts.ticket": explainSwitch,
  "causes.*.concerning": explainThreshold,
  "causes.*.critical": explainThreshold,
  "scaling.*.name": explainName,
  "scaling.*.slos.*": explainName,
  "scaling.*.target": ({ value: found }) =>
    typeof found === "string"
      ? {
          code: "workload-syntax",
          problem: `a workload is written [namespace/]Kind/name, found ${describe(found)}`,
          remedy: "write Deployment/checkout, or shop/Deployment/checkout",
        }
      : undefined,
  "scaling.*.change.window": ({ value: found }) => explainDuration(found, "20m", { units: ["m", "h"] }),
  "scaling.*.change.versionLabel": explainLabel,
  "scaling.*.stale.maxAge": ({ value: found }) =>
    explainDuration(found, "90s", { units: ["s", "m"], shortest: minutes(1) }),
  "scaling.*.backlog.drainWithin": ({ value: found }) => explainDuration(found, "5m", { units: ["s", "m", "h"] }),
  "scaling.*.forecast.lead": ({ value: found }) => explainDuration(found, "10m", { units: ["s", "m"] }),
  "scaling.*.schedule.*.for": ({ value: found }) => explainDuration(found, "2h", { units: ["m", "h"] }),
  "scaling.*.schedule.*.cron": ({ value: found }) =>
    typeof found === "string"
      ? {
          code: "cron-syntax",
          problem: `cron has five fields, found ${describe(found)}`,
          remedy: 'write "0 8 * * 1-5": minute, hour, day, month and weekday',
        }
      : undefined,
};

function explainName({ value, written }: Found): Told<Place> | undefined {
  // A number or a truth value may be a name once it is quoted, and may not.
  const isBare = typeof value === "number" || typeof value === "boolean";
  const isName = typeof value === "string" || (isBare && !NAME_PATTERN.test(written));
  const found = typeof value === "string" ? value : written;
  if (!isName || found === "") return undefined;
  if (found.length > LIMITS.nameLength) {
    return {
      code: "name-too-long",
      problem: `the name has ${found.length} characters, expected at most ${LIMITS.nameLength}`,
      remedy: `shorten it: names of generated objects add a suffix, and Kubernetes allows 63 characters`,
    };
  }
  const mended = found
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
  return {
    code: "name-syntax",
    problem: `a name has small letters, digits and dashes, found ${describe(found)}`,
    remedy: mended === "" ? "write a name such as checkout" : `write ${isReadAsText(mended) ? mended : `"${mended}"`}`,
  };
}

/** Whether YAML takes a bare name for a text, and not for a number, a truth value or nothing. */
const isReadAsText = (name: string): boolean => !/^(?:true|false|null|0x[0-9a-f]+|0o[0-7]+|\d+(?:e-?\d+)?)$/.test(name);

const TARGET_RANGE = "target must be above 0 and below 1, or above 0% and below 100%";

function explainTarget({ value: found }: Found): Told<Place> | undefined {
  if (typeof found === "number") return explainTargetNumber(found);
  if (typeof found !== "string") return undefined;
  const number = Number(found.replace(/\s?%$/, ""));
  if (found.endsWith("%") && number === 100) return noBudget(describe(found));
  if (found.endsWith("%") && Number.isFinite(number)) return outOfRange(describe(found));
  const mended = numberIn(found);
  if (mended !== undefined && !(mended > 0 && mended < 100 && mended !== 1)) return outOfRange(describe(found));
  if (mended === undefined) {
    return {
      code: "wrong-type",
      problem: `target must be a percentage or a ratio, found ${describe(found)}`,
      remedy: "write 99.9%, or 0.999",
    };
  }
  return {
    code: "objective-unit",
    problem: `target must be a percentage or a ratio, found the text ${describe(found)}`,
    remedy: mended > 1 ? `write ${mended}%` : `write ${mended}, without quotes`,
  };
}

function explainTargetNumber(found: number): Told<Place> {
  if (found === 1 || found === 100) return noBudget(String(found));
  if (!(found > 1 && found < 100)) return outOfRange(String(found));
  return {
    code: "objective-unit",
    problem: `target must be a ratio between 0 and 1, found ${found}`,
    remedy: `write ${found}%, or ${Number(`${found}e-2`)}`,
  };
}

const noBudget = (found: string): Told<Place> => ({
  code: "objective-out-of-range",
  problem: `a target of 100% leaves no error budget, found ${found}`,
  remedy: "write what users do not notice, such as 99.9%",
});

const outOfRange = (found: string): Told<Place> => ({
  code: "objective-out-of-range",
  problem: `${TARGET_RANGE}, found ${found}`,
  remedy: "write 99.9%",
});

/**
 * The number that people mean by `99,9`, `1_000` or `"0.9"`.
 *
 * @returns as it is written, so 99.9 for `99.9%`; undefined where no number is meant
 */
export function numberIn(text: string): number | undefined {
  const plain = text
    .trim()
    .replace(/^(\d+),(\d+)(?=\D|$)/, "$1.$2")
    .replaceAll("_", "")
    .replace(/\s?%$/, "");
  return plain !== "" && Number.isFinite(Number(plain)) ? Number(plain) : undefined;
}

function explainLabel({ value: found }: Found): Told<Place> | undefined {
  if (typeof found !== "string") return undefined;
  if (!isGroupingLabel(found))
    return {
      code: "label-name",
      problem: `PromQL does not take ${describe(found)} for a label's name in a list of labels`,
      remedy: "choose another label, or rename it when it is scraped",
    };
  const mended = found.replaceAll(/[^a-zA-Z0-9_]+/g, "_");
  return found.startsWith("__")
    ? {
        code: "reserved-label",
        problem: `the label ${describe(found)} is reserved: Prometheus keeps names with two underscores for itself`,
        remedy: "choose another label",
      }
    : {
        code: "label-name",
        problem: `a label's name has letters, digits and underscores, found ${describe(found)}`,
        remedy: `write ${LABEL_PATTERN.test(mended) ? mended : "a name such as handler"}`,
      };
}

function explainLabelValue({ value, written }: Found): Told<Place> | undefined {
  if (typeof value !== "number" && typeof value !== "boolean") return undefined;
  return {
    code: "wrong-type",
    problem: `a label's value must be text, found ${written}`,
    remedy: `quote it: "${written}"`,
  };
}

function explainRunbook({ value: found }: Found): Told<Place> | undefined {
  if (typeof found !== "string") return undefined;
  return {
    code: "runbook-url",
    problem: `runbook must be an http or https address, found ${describe(found)}`,
    remedy: "write it whole: https://runbooks.example.com/checkout",
  };
}

function explainAlertName({ value: found }: Found): Told<Place> | undefined {
  if (typeof found === "object" || found === "") return undefined;
  return {
    code: "name-syntax",
    problem: `an alert's name begins with a letter and has letters, digits, spaces, dashes and underscores, found ${describe(found)}`,
    remedy: "write a name such as ShopBurnsBudget",
  };
}

function explainSeverity({ value: found }: Found): Told<Place> | undefined {
  if (typeof found === "object" || found === "") return undefined;
  return {
    code: "name-syntax",
    problem: `a severity has letters, digits, dashes and underscores, found ${describe(found)}`,
    remedy: "write a name that your routes know, such as critical or warning",
  };
}

function explainSwitch({ value: found }: Found): Told<Place> {
  return {
    code: "wrong-value",
    problem: `expected on or off, found ${describe(found)}`,
    remedy: "write on or off; whom a missing indicator tells is set by noData",
  };
}

function explainThreshold({ value: found }: Found): Told<Place> | undefined {
  const mended = typeof found === "string" ? numberIn(found) : undefined;
  return {
    code: "wrong-type",
    problem: `a threshold is a number, or a text such as "<0.8", found ${describe(found)}`,
    remedy: mended === undefined ? 'write 0.9 for "above", or "<0.8" for "below"' : `write ${mended}`,
  };
}
