import type { Fault, Told } from "../../diagnostics/fault.ts";
import type { Span } from "../../diagnostics/span.ts";
import type { Place } from "../../diagnostics/diagnostic.ts";
import { headOf, hasNode, keyAt, nodeAt, type Path, type SpecNode } from "./node.ts";
import type { FileReport } from "./file-report.ts";
import { placeOf } from "../../diagnostics/source-text.ts";
import { spanInside } from "../../diagnostics/span-inside.ts";

/** Takes what is wrong by the way to a field, so that checks need not know where it stands. */
export interface FieldReport {
  /** At a field's value; of a list or map its first word is underlined. */
  at(path: Path, fault: Told<Place>): void;
  /** At a field's name. */
  atKey(path: Path, fault: Told<Place>): void;
  /** Inside a text, by what is wrong with a part of it. */
  inside(path: Path, fault: Fault<Span>): void;
  /** Whether the file gives the field, rightly or wrongly. */
  has(path: Path): boolean;
  /** The names of a map's fields, known or not. */
  fieldsOf(path: Path): readonly string[];
  placeOf(path: Path): Place;
  placeOfKey(path: Path): Place;
}

/** Reports on a file; what is said of a field that is not there stands at its nearest ancestor. */
export function fieldReport(root: SpecNode, file: FileReport): FieldReport {
  const { source } = file;
  const spanAt = (path: Path) => {
    const node = nodeAt(root, path);
    return node.kind === "scalar" ? node : headOf(node);
  };
  const partAt = (path: Path, part: Span) => {
    const node = nodeAt(root, path);
    return node.kind === "scalar" ? spanInside(source.text, node, part) : node;
  };
  return {
    at: (path, fault) => file.add(spanAt(path), fault),
    atKey: (path, fault) => file.add(keyAt(root, path), fault),
    inside: (path, { code, severity, problem, remedy, ...part }) =>
      file.add(partAt(path, part), { code, severity, problem, remedy }),
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
