import type { QueryProblem } from "../promql/query-problem.ts";
import type { Place } from "../diagnostics/diagnostic.ts";
import { headOf, hasNode, keyAt, nodeAt, type Path, type SpecNode } from "./node.ts";
import type { Finding, Report } from "./report.ts";
import { placeOf } from "./source.ts";
import { spanInside } from "./span-inside.ts";

/** Says what is wrong by the way to a field, so that checks need not know where it stands. */
export interface SpecReader {
  /** At a field's value; of a list or map its first word is underlined. */
  say(path: Path, finding: Finding): void;
  /** At a field's name. */
  sayAtKey(path: Path, finding: Finding): void;
  /** Inside a text, by what is wrong with a part of it. */
  sayInside(path: Path, problem: QueryProblem): void;
  /** Whether the file gives the field, rightly or wrongly. */
  has(path: Path): boolean;
  /** The names of a map's fields, known or not. */
  fieldsOf(path: Path): readonly string[];
  placeOf(path: Path): Place;
  placeOfKey(path: Path): Place;
}

export function toReader(root: SpecNode, report: Report): SpecReader {
  const { source } = report;
  const spanAt = (path: Path) => {
    const node = nodeAt(root, path);
    return node.kind === "scalar" ? node : headOf(node);
  };
  return {
    say: (path, finding) => report.add(spanAt(path), finding),
    sayAtKey: (path, finding) => report.add(keyAt(root, path), finding),
    sayInside: (path, { from, to, code, severity, problem, remedy }) =>
      report.add(spanInside(source.text, nodeAt(root, path), from, to), { code, severity, problem, remedy }),
    has: (path) => hasNode(root, path),
    fieldsOf: (path) => {
      const node = nodeAt(root, path);
      return node.kind === "map" ? [...node.entries.keys()] : [];
    },
    placeOf: (path) => {
      const { from, to } = spanAt(path);
      return placeOf(source, from, to);
    },
    placeOfKey: (path) => {
      const { from, to } = keyAt(root, path);
      return placeOf(source, from, to);
    },
  };
}
