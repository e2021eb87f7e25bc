import type { ObjectiveStatus } from "../../core/budget/status.ts";
import { toSloView } from "./to-view.ts";
import type { SloView } from "./view.ts";

/** An item of the list of SLOs. */
export interface ListedSlo {
  readonly status: ObjectiveStatus;
  /** Where it is asked for. */
  readonly sparkline: SloView["sparkline"];
}

interface Printed {
  readonly status: ObjectiveStatus;
  /** All but its age, and without the closing bracket. */
  readonly text: string;
}

/** By the windows of an evaluation: between two of them whoever asks for a list sees the same, a little older. */
const known = new WeakMap<ObjectiveStatus["windows"], Printed>();

/** JSON of a {@link SloView}; of one evaluation all but its age is printed once. */
export function printSlo({ status, sparkline }: ListedSlo): string {
  const { ageSeconds = null } = status;
  const line = sparkline === undefined ? "" : `,"sparkline":${JSON.stringify(sparkline)}`;
  return `${ageless(status)},"ageSeconds":${JSON.stringify(ageSeconds)}${line}}`;
}

function ageless(status: ObjectiveStatus): string {
  const before = known.get(status.windows);
  if (before !== undefined && isButOlder(before.status, status)) return before.text;
  const text = JSON.stringify({ ...toSloView(status), ageSeconds: undefined }).slice(0, -1);
  known.set(status.windows, { status, text });
  return text;
}

/** Whether a status says the same as one before it, apart from its age. */
function isButOlder(before: ObjectiveStatus, status: ObjectiveStatus): boolean {
  const facts = Object.entries(status);
  const isAlike = ([name, fact]: [string, unknown]): boolean =>
    name === "ageSeconds" || Reflect.get(before, name) === fact;
  return facts.length === Object.keys(before).length && facts.every(isAlike);
}
