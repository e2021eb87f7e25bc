import type { Exclusion } from "../../objective/exclusion.ts";
import { mayBeEmpty } from "../../promql/may-be-empty.ts";
import type { Instant } from "../../units/instant.ts";
import { parseMoment } from "../../units/moment.ts";
import type { Draft, SpecData } from "../shape/shape.ts";
import { describe } from "../text/describe.ts";
import type { FieldReport } from "../text/field-report.ts";
import type { Path } from "../text/node.ts";
import { parseQueryField } from "./query.ts";

type ExclusionDraft = Draft<NonNullable<SpecData["exclude"]>[number]>;

/** When nothing counts. What is wrong with one is reported, and it is left out. */
export const toExclusions = (
  exclude: readonly (ExclusionDraft | undefined)[] = [],
  path: Path,
  report: FieldReport,
): readonly Exclusion[] =>
  exclude.flatMap((one, i) => (one === undefined ? [] : (toExclusion(one, [...path, i], report) ?? [])));

function toExclusion(draft: ExclusionDraft, path: Path, report: FieldReport): Exclusion | undefined {
  const { reason } = draft;
  const has = (field: string): boolean => report.has([...path, field]);
  const isSpan = has("from") && has("to");
  if (isSpan === has("when") || (has("when") && (has("from") || has("to")))) {
    report.at(path, {
      code: "exclude-fields",
      problem: has("when")
        ? "a condition and a time say twice when nothing counts"
        : `nothing says when ${has("from") ? "this ends" : has("to") ? "this begins" : "nothing counts"}`,
      remedy: has("when")
        ? "make two entries of it, or delete one of the two"
        : "write from: 2026-11-28T22:00:00Z and to: 2026-11-29T02:00:00Z, or when: with a query",
    });
    return undefined;
  }
  if (!isSpan) return toCondition(draft.when, reason, [...path, "when"], report);
  const from = toMoment(draft.from, [...path, "from"], report);
  const to = toMoment(draft.to, [...path, "to"], report);
  if (from === undefined || to === undefined) return undefined;
  if (from < to) return { kind: "span", from, to, reason };
  report.at([...path, "to"], {
    code: "exclude-time",
    problem: `it ends at ${draft.to ?? ""}, which is not after ${draft.from ?? ""}`,
    remedy: "exchange the two, or write a later time",
  });
  return undefined;
}

function toMoment(written: string | number | undefined, path: Path, report: FieldReport): Instant | undefined {
  if (written === undefined) return undefined;
  const moment = parseMoment(String(written));
  if (moment.ok) return moment.at;
  report.at(path, {
    code: "exclude-time",
    problem: `a time is written with its time zone, found ${describe(written)}${moment.fault}`,
    remedy: moment.remedy,
  });
  return undefined;
}

function toCondition(
  text: string | undefined,
  reason: string | undefined,
  path: Path,
  report: FieldReport,
): Exclusion | undefined {
  const when = parseQueryField(text, path, report, { sli: true });
  if (when === undefined) return undefined;
  if (!mayBeEmpty(when))
    report.at(path, {
      code: "exclude-always",
      severity: "warning",
      problem: "the condition holds whatever the value is, for as long as there is one",
      remedy: "compare it with the value that means maintenance: maintenance_mode == 1",
    });
  return { kind: "condition", when, reason };
}
