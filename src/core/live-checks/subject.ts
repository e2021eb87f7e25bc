import type { Fault } from "../diagnostics/fault.ts";
import type { Objective, Service } from "../objective/objective.ts";
import type { Path } from "../spec/text/node.ts";

/** An objective and the way to it in its file. */
export interface Subject {
  readonly objective: Objective;
  readonly path: Path;
}

/** What the data say against a spec, at the way to a field. */
export type FieldFault = Fault<{ readonly path: Path }>;

/** A service is read only when all its SLOs are good, so they stand in the order of the file. */
export const subjectsOf = ({ objectives }: Service): readonly Subject[] =>
  objectives.map((objective, i) => ({ objective, path: ["slos", i] }));
