import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { byPlace, sourceText } from "../diagnostics/source-text.ts";
import { type AutoscalerObject, autoscalersIn } from "./autoscaler-object.ts";
import { lintHpa } from "./lint-hpa.ts";
import { lintScaledObject } from "./lint-scaled-object.ts";

/** What was found, in the order of files and lines, among so many `autoscalers`. */
export interface AutoscalerLint {
  readonly autoscalers: number;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Names what makes autoscalers run away, stop their workload or undo each other's work, in manifests of any origin.
 * They are seen together, since two of them on one workload may stand in two files.
 */
export function lintAutoscalers(files: readonly { readonly file: string; readonly text: string }[]): AutoscalerLint {
  const objects = files.flatMap(({ file, text }) => autoscalersIn(sourceText(file, text)));
  return {
    autoscalers: objects.length,
    diagnostics: [...objects.flatMap(lintOne), ...sharedWorkloads(objects)].toSorted(byPlace),
  };
}

function lintOne(object: AutoscalerObject): readonly Diagnostic[] {
  switch (object.kind) {
    case "HorizontalPodAutoscaler":
      return lintHpa(object.root);
    case "ScaledObject":
      return lintScaledObject(object.root);
  }
}

function sharedWorkloads(objects: readonly AutoscalerObject[]): readonly Diagnostic[] {
  const byWorkload = Map.groupBy(objects, ({ namespace, target }) => `${namespace}/${target}`);
  return [...byWorkload.values()].flatMap(([first, ...others]) =>
    // An object that stands there twice is one object in two variants, as overlays have it.
    first === undefined ? [] : others.filter((other) => !isSame(first, other)).map((other) => shared(other, first)),
  );
}

const isSame = (a: AutoscalerObject, b: AutoscalerObject): boolean => a.kind === b.kind && a.name === b.name;

const shared = (object: AutoscalerObject, first: AutoscalerObject): Diagnostic => ({
  ...object.root.at("metadata", "name").place,
  code: "shared-workload",
  severity: "error",
  problem: `${object.kind} ${object.name} drives ${object.target}, as ${first.kind} ${first.name} does: they undo each other's work`,
  remedy: "delete one of the two, or make one of them",
  related: [{ ...first.root.at("metadata", "name").place, note: "is the first" }],
});
