import type { Cause, Threshold } from "../../objective/cause.ts";
import type { Path } from "../text/node.ts";
import { parseQueryField } from "./query.ts";
import type { FieldReport } from "../text/field-report.ts";
import type { Draft, SpecData } from "../shape/shape.ts";

type CauseDraft = Draft<NonNullable<SpecData["causes"]>[number]>;

/** One entry of `causes`. */
export function toCause(cause: CauseDraft, path: Path, report: FieldReport): Cause | undefined {
  const query = parseQueryField(cause.query, [...path, "query"], report);
  const concerning = toThreshold(cause.concerning);
  const critical = toThreshold(cause.critical);
  checkOrder(concerning, critical, [...path, "critical"], report);
  if (cause.name === undefined || query === undefined || cause.unit === undefined) return undefined;
  return { name: cause.name, query, unit: cause.unit, concerning, critical };
}

function toThreshold(given: string | number | undefined): Threshold | undefined {
  if (given === undefined) return undefined;
  if (typeof given === "number") return { direction: "above", value: given };
  return { direction: given.startsWith("<") ? "below" : "above", value: Number(given.slice(1)) };
}

function checkOrder(
  concerning: Threshold | undefined,
  critical: Threshold | undefined,
  path: Path,
  report: FieldReport,
): void {
  if (concerning === undefined || critical === undefined) return;
  if (concerning.direction !== critical.direction) {
    report.at(path, {
      code: "threshold-order",
      problem: "concerning and critical point in different directions",
      remedy: 'write both as numbers, or both as "<…"',
    });
    return;
  }
  const beyond = critical.direction === "above" ? critical.value > concerning.value : critical.value < concerning.value;
  if (beyond) return;
  const word = critical.direction === "above" ? "above" : "below";
  report.at(path, {
    code: "threshold-order",
    problem: `critical is ${critical.value}, expected a value ${word} concerning, ${concerning.value}`,
    remedy: "exchange the two",
  });
}
