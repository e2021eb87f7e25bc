import type { Objective, Service, ServiceFacts } from "../../objective/objective.ts";
import type { SpecDefaults } from "../../objective/spec-defaults.ts";
import { toCause } from "./cause.ts";
import { describe } from "../text/describe.ts";
import { toLabels } from "./labels.ts";
import { behind } from "./naming.ts";
import { type Path, type SpecNode, toPlain } from "../text/node.ts";
import { DEFAULTS } from "../shape/defaults.ts";
import { prune } from "../shape/prune.ts";
import { type FieldReport, fieldReport } from "../text/field-report.ts";
import type { FileReport } from "../text/file-report.ts";
import { seconds } from "../../units/seconds.ts";
import { toExclusions } from "./exclude.ts";
import { toDelay } from "./window.ts";
import { toScalingPolicy } from "./scaling.ts";
import { type Draft, type SpecData, specShape } from "../shape/shape.ts";
import { reportShape } from "../shape/shape-findings.ts";
import { toObjective } from "./slo.ts";

/** Reads a file's data: its shape by the schema, then the meaning of everything that has the right shape. */
export async function toService(
  root: SpecNode,
  file: FileReport,
  defaults: SpecDefaults,
): Promise<Service | undefined> {
  const report = fieldReport(root, file);
  const data = toPlain(root);
  if (root.kind !== "map" || typeof data !== "object" || data === null) {
    if (root.kind !== "refused")
      report.at([], {
        code: "yaml-root",
        problem: `the file holds ${describe(data)}, expected a map of fields`,
        remedy: 'begin with "version: headroom/v1"',
      });
    return undefined;
  }
  const shaped = specShape.safeParse(data);
  const draft: Draft<SpecData> = shaped.success
    ? shaped.data
    : prune(data, reportShape(shaped.error.issues, root, file));
  return fromDraft(draft, defaults, report);
}

async function fromDraft(
  draft: Draft<SpecData>,
  { naming, sources }: SpecDefaults,
  report: FieldReport,
): Promise<Service | undefined> {
  const facts = toFacts(draft, sources, report);
  const slos = draft.slos ?? [];
  const causes = draft.causes ?? [];
  const scaling = draft.scaling ?? [];
  checkNames("SLOs", slos, "slos", report);
  checkNames("causes", causes, "causes", report);
  checkNames("scaling blocks", scaling, "scaling", report);
  const objectives = slos.map((slo, i): Objective | undefined =>
    slo === undefined ? undefined : toObjective(slo, facts, naming, ["slos", i], report),
  );
  const context = {
    service: facts.service,
    namespace: facts.namespace,
    slos: slos.flatMap((slo) => (slo?.name === undefined ? [] : [slo.name])),
  };
  const policies = await Promise.all(
    scaling.map((entry, i) => toScalingPolicy(entry ?? {}, context, ["scaling", i], report)),
  );
  return {
    ...facts,
    objectives: objectives.filter((objective) => objective !== undefined),
    causes: causes
      .map((cause, i) => (cause === undefined ? undefined : toCause(cause, ["causes", i], report)))
      .filter((cause) => cause !== undefined),
    scaling: policies.filter((policy) => policy !== undefined),
    naming: behind(naming, facts.labels),
    place: report.placeOf(["service"]),
    ...(draft.source === undefined ? {} : { sourcePlace: report.placeOf(["source"]) }),
  };
}

function toFacts(draft: Draft<SpecData>, sources: SpecDefaults["sources"], report: FieldReport): ServiceFacts {
  const source = draft.source ?? DEFAULTS.source;
  const traits = sources.get(source);
  return {
    // A hole was reported, and the file is refused for it; what hangs on the name is checked all the same.
    service: draft.service ?? "",
    namespace: draft.namespace ?? DEFAULTS.namespace,
    hasNamespace: draft.namespace !== undefined,
    owner: draft.owner,
    source,
    labels: toLabels(draft.labels, ["labels"], report),
    runbook: draft.runbook,
    delay: toDelay(draft.delay, ["delay"], report) ?? traits?.delay ?? seconds(0),
    exclusions: toExclusions(draft.exclude, ["exclude"], report),
    ...(traits?.replicaLabels === undefined ? {} : { replicaLabels: traits.replicaLabels }),
  };
}

function checkNames(
  kind: string,
  entries: readonly ({ readonly name?: string | undefined } | undefined)[],
  field: string,
  report: FieldReport,
): void {
  const first = new Map<string, Path>();
  entries.forEach((entry, i) => {
    if (entry?.name === undefined) return;
    const path = [field, i, "name"];
    const other = first.get(entry.name);
    if (other === undefined) {
      first.set(entry.name, path);
      return;
    }
    report.at(path, {
      code: "duplicate-name",
      problem: `two ${kind} are named ${entry.name}`,
      remedy: "give one of the two another name",
      related: [{ ...report.placeOf(other), note: "is the first" }],
    });
  });
}
