import type { Grouping } from "../../objective/grouping.ts";
import { utf8NameFault } from "../../promql/utf8-names.ts";
import { LABEL_PATTERN } from "../shape/patterns.ts";
import type { Draft, SpecData } from "../shape/shape.ts";
import { describe } from "../text/describe.ts";
import type { FieldReport } from "../text/field-report.ts";
import type { Path } from "../text/node.ts";
import { setByHeadroom, setIn } from "./labels.ts";

type GroupDraft = NonNullable<Draft<SpecData["slos"][number]["by"]>>[number];

/** One label of `by`, and where the spec names it. */
interface Group {
  readonly inData: string;
  /** What we call it. */
  readonly as: string;
  /** Where the name that we use was written. */
  readonly at: Path;
  /** How the spec gives it: as a text, as a map, or as a map with a name of its own. */
  readonly written: "text" | "label" | "as";
}

/** The labels that an SLO is split by. */
export function toGrouping(
  by: readonly GroupDraft[],
  labels: Readonly<Record<string, string>>,
  slo: Path,
  report: FieldReport,
): Grouping {
  const groups = by.flatMap((one, i) => toGroup(one, [...slo, "by", i]) ?? []);
  groups.forEach((group, i) => {
    checkName(group, labels, slo, report);
    const twin = groups.slice(0, i).find(({ inData, as }) => inData === group.inData || as === group.as);
    const clash =
      twin ?? groups.find((other) => other !== group && group.as !== group.inData && other.inData === group.as);
    if (clash !== undefined) report.at(group.at, duplicate(group, clash));
  });
  return {
    by: groups.map(({ as }) => as),
    byInData: Object.fromEntries(
      groups.filter(({ as, inData }) => as !== inData).map(({ as, inData }) => [as, inData]),
    ),
  };
}

/** @returns undefined for a hole, which was reported */
function toGroup(given: GroupDraft, path: Path): Group | undefined {
  const label = typeof given === "string" ? given : given?.label;
  if (label === undefined) return undefined;
  const as = typeof given === "string" ? undefined : given?.as;
  const written = typeof given === "string" ? "text" : as === undefined ? "label" : "as";
  return { inData: label, as: as ?? classicName(label), at: written === "text" ? path : [...path, written], written };
}

/** As Prometheus itself escapes names for those who know the classic alphabet alone. */
const classicName = (label: string): string =>
  LABEL_PATTERN.test(label) ? label : label.replaceAll(/[^a-zA-Z0-9_]/gu, "_").replace(/^(?=\d)/, "_");

function checkName(group: Group, labels: Readonly<Record<string, string>>, slo: Path, report: FieldReport): void {
  const { as, inData, at, written } = group;
  const utf8 = utf8NameFault(inData, "label");
  if (utf8 !== undefined) report.at(at, utf8);
  const source = setByHeadroom(as);
  if (source !== undefined)
    report.at(at, {
      code: "reserved-label",
      problem: `the label ${as} is set by headroom (from ${source})`,
      remedy: renaming(group, `${as}_name`),
    });
  else if (!LABEL_PATTERN.test(as))
    report.at(at, {
      code: "label-name",
      problem: `the label ${describe(inData)} cannot be called ${as}: Prometheus keeps names with two underscores for itself`,
      remedy: renaming(group, "group"),
    });
  if (Object.hasOwn(labels, as))
    report.at(at, {
      code: "reserved-label",
      problem: `the label ${as} is set for all of the SLO's alerts under labels`,
      remedy:
        written === "as"
          ? "delete it there, or choose another name here"
          : "delete it there, or choose another label here",
      related: [{ ...report.placeOfKey(setIn(as, slo, report)), note: "sets it" }],
    });
}

/** The edit that gives a label another name. */
function renaming({ inData, written }: Group, as: string): string {
  switch (written) {
    case "text":
      return `write {label: ${LABEL_PATTERN.test(inData) ? inData : JSON.stringify(inData)}, as: ${as}}`;
    case "label":
      return `add as: ${as}`;
    case "as":
      return `choose another name, such as ${as}`;
  }
}

const duplicate = (group: Group, other: Group) =>
  ({
    code: "duplicate-name",
    problem:
      group.inData === other.inData
        ? `the label ${group.inData} is given twice`
        : `the name ${group.as} is given to two labels, ${group.inData} and ${other.inData}`,
    remedy: group.inData === other.inData ? "delete one of the two" : "choose another name for one of the two, with as",
  }) as const;
