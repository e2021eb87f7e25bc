import type { z } from "zod";
import { nearest } from "../../diagnostics/nearest.ts";
import { describe, listOf } from "../text/describe.ts";
import type { Found } from "./explain.ts";
import { EXPLAIN, numberIn } from "./field-findings.ts";
import { headOf, keyAt, nodeAt, type Path, type SpecNode } from "../text/node.ts";
import type { Place } from "../../diagnostics/diagnostic.ts";
import type { Told } from "../../diagnostics/fault.ts";
import type { FileReport } from "../text/file-report.ts";
import { examplesAt, patternOf } from "./field-facts.ts";
import { unknownField } from "./unknown-field.ts";

type Issue = z.core.$ZodIssue;

/** Reports what is wrong with the shape. @returns the ways to what is wrong, so that the rest can be checked on */
export function reportShape(issues: readonly Issue[], root: SpecNode, report: FileReport): readonly Path[] {
  const wrong: Path[] = [];
  const told = new Set<string>();
  for (const issue of issues.flatMap((each) => unfold(each, [], root))) {
    const path = issue.path.map((step) => (typeof step === "symbol" ? String(step) : step));
    wrong.push(...(issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...path, key]) : [path]));
    // A name can be too long and of the wrong letters at once: one message mends both.
    const where = JSON.stringify([path, issue.code === "unrecognized_keys"]);
    if (!told.has(where)) reportIssue(issue, path, root, report);
    told.add(where);
  }
  return wrong;
}

/** A union's issue, as those of the alternative that the author most likely meant. */
function unfold(issue: Issue, prefix: readonly PropertyKey[], root: SpecNode): Issue[] {
  const path = [...prefix, ...issue.path];
  if (issue.code !== "invalid_union") return [{ ...issue, path }];
  const { kind } = nodeAt(
    root,
    path.map((step) => (typeof step === "symbol" ? String(step) : step)),
  );
  const entered =
    kind === "map" || kind === "list"
      ? issue.errors.find((branch) => !branch.some((each) => each.code === "invalid_type" && each.path.length === 0))
      : undefined;
  return entered === undefined ? [{ ...issue, path }] : entered.flatMap((each) => unfold(each, path, root));
}

function reportIssue(issue: Issue, path: Path, root: SpecNode, report: FileReport): void {
  const node = nodeAt(root, path);
  if (node.kind === "refused") return;
  if (issue.code === "unrecognized_keys") {
    for (const key of issue.keys) report.add(keyAt(root, [...path, key]), unknownField(key, path, root));
    return;
  }
  if (issue.code === "invalid_key") {
    report.add(keyAt(root, path), EXPLAIN["slos.*.by.*"]?.(asIs(path.at(-1))) ?? wrongValue(issue, asIs(path.at(-1))));
    return;
  }
  const found = valueAt(root, path);
  if (found === MISSING) {
    report.add(headOf(nodeAt(root, path.slice(0, -1))), missingField(path));
    return;
  }
  report.add(
    node.kind === "scalar" ? node : headOf(node),
    explain(issue, path, { value: found, written: writtenOf(node, found) }),
  );
}

/** A value that YAML takes for no text, as its author wrote it: `1.10` is the number 1.1, and `007` is 7. */
const writtenOf = (node: SpecNode, found: unknown): string =>
  node.kind === "scalar" && (typeof found === "number" || typeof found === "boolean") ? node.source : describe(found);

const asIs = (value: unknown): Found => ({ value, written: describe(value) });

function explain(issue: Issue, path: Path, found: Found): Told<Place> {
  const name = String(path.at(-1) ?? "the file");
  if (found.value === null)
    return {
      code: "no-value",
      problem: `${fieldName(path)} has no value`,
      remedy: `write a value behind ${name}:, or delete the line`,
    };
  return EXPLAIN[patternOf(path)]?.(found) ?? wrongValue(issue, found, fieldName(path));
}

const MISSING = Symbol("missing");

/** A plain value at a path; of lists and maps only the kind matters to a message. */
function valueAt(root: SpecNode, path: Path): unknown {
  const last = path.at(-1);
  const node = nodeAt(root, path);
  if (last !== undefined) {
    const parent = nodeAt(root, path.slice(0, -1));
    if (parent.kind === "map" ? !parent.entries.has(String(last)) : parent === node) return MISSING;
  }
  return node.kind === "scalar" ? node.value : node.kind === "list" ? [] : {};
}

/** `slos[0].window` is no word of the user's; `window` is. */
function fieldName(path: Path): string {
  const words = path.filter((step) => typeof step === "string");
  const last = path.at(-1);
  if (last === undefined) return "the file";
  return typeof last === "number" ? `an item of ${words.at(-1) ?? "the list"}` : last;
}

function missingField(path: Path): Told<Place> {
  const name = fieldName(path);
  const [example] = examplesAt(patternOf(path));
  return {
    code: "missing-field",
    problem: `${name} is missing`,
    remedy: example === undefined ? `add ${name}:` : `add ${name}: ${example}`,
  };
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a map of fields",
  record: "a map of names and texts",
};

function wrongValue(issue: Issue, { value: found, written }: Found, name = "the value"): Told<Place> {
  switch (issue.code) {
    case "invalid_value": {
      const allowed = issue.values.map(String);
      const meant = typeof found === "string" ? nearest(found, allowed) : undefined;
      return {
        code: "wrong-value",
        problem: `${name} must be ${listOf(allowed)}, found ${describe(found)}`,
        remedy: meant === undefined ? `write ${listOf(allowed)}` : `did you mean ${meant}?`,
      };
    }
    case "too_small":
    case "too_big":
      return outOfBounds(issue, found, name);
    case "invalid_union":
      return unionFinding(issue, found, name);
    case "invalid_type": {
      const expected = TYPE_NAMES[issue.expected] ?? issue.expected;
      return {
        code: "wrong-type",
        problem: `${name} must be ${expected}, found ${written}`,
        remedy: typeRemedy(issue.expected, found, written),
      };
    }
    default:
      return {
        code: "wrong-value",
        problem: `${name} cannot be ${describe(found)}`,
        remedy: "see the reference of the spec for what this field may hold",
      };
  }
}

function typeRemedy(expected: string, found: unknown, written: string): string {
  if (expected === "string")
    return typeof found === "number" || typeof found === "boolean" ? `quote it: "${written}"` : "write text";
  if (expected === "array") return "write a list: - before each item, or [a, b]";
  if (expected === "object" || expected === "record") return "put its fields on lines of their own, indented";
  const meant = typeof found === "string" ? numberIn(found) : typeof found === "number" ? Math.ceil(found) : undefined;
  return meant === undefined ? "write a number" : `write ${meant}`;
}

function outOfBounds(
  issue: Extract<Issue, { code: "too_small" | "too_big" }>,
  found: unknown,
  name: string,
): Told<Place> {
  const [bound, word, more] =
    issue.code === "too_small"
      ? [String(issue.minimum), issue.inclusive === false ? "above" : "at least", "more"]
      : [String(issue.maximum), issue.inclusive === false ? "below" : "at most", "less"];
  if (issue.origin === "string") {
    return bound === "1"
      ? { code: "no-value", problem: `${name} is empty`, remedy: "write a value, or delete the line" }
      : {
          code: "text-too-long",
          problem: `${name} has ${String(found).length} characters, expected ${word} ${bound}`,
          remedy: "shorten it",
        };
  }
  if (issue.origin === "array")
    return {
      code: "wrong-count",
      problem: `${name} must have ${word} ${bound} ${bound === "1" ? "item" : "items"}`,
      remedy: issue.code === "too_small" ? "add an item" : "split the file",
    };
  return {
    code: "out-of-range",
    problem: `${name} must be ${word} ${bound}, found ${describe(found)}`,
    remedy: issue.inclusive === false ? `write a number ${word} ${bound}` : `write ${bound} or ${more}`,
  };
}

function unionFinding(issue: Extract<Issue, { code: "invalid_union" }>, found: unknown, name: string): Told<Place> {
  const inner = issue.errors.flat().filter((each) => each.path.length === 0);
  const values = inner.flatMap((each) =>
    each.code === "invalid_value" ? each.values.filter((value) => value !== false).map(String) : [],
  );
  if (values.length > 0)
    return {
      code: "wrong-value",
      problem: `${name} must be ${listOf(values)}, found ${describe(found)}`,
      remedy: `write ${listOf(values)}`,
    };
  const types = inner.flatMap((each) =>
    each.code === "invalid_type" ? [TYPE_NAMES[each.expected] ?? each.expected] : [],
  );
  return {
    code: found === "" ? "no-value" : "wrong-type",
    problem: `${name} must be ${listOf(types)}, found ${describe(found)}`,
    remedy: `write ${listOf(types)}`,
  };
}
