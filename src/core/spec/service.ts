import type { Objective, Service, ServiceFacts } from "../objective/objective.ts";
import { readCause } from "./cause.ts";
import { describe } from "./describe.ts";
import { readLabels } from "./labels.ts";
import { type Path, type SpecNode, toPlain } from "./node.ts";
import { prune } from "./prune.ts";
import { type SpecReader, toReader } from "./reader.ts";
import type { Report } from "./report.ts";
import { readScaling } from "./scaling.ts";
import { type Draft, type SpecData, specShape } from "./shape.ts";
import { reportShape } from "./shape-findings.ts";
import { readSlo } from "./slo.ts";

/** Reads a file's data: its shape by the schema, then the meaning of everything that has the right shape. */
export async function readService(root: SpecNode, report: Report): Promise<Service | undefined> {
  const reader = toReader(root, report);
  const data = toPlain(root);
  if (root.kind !== "map" || typeof data !== "object" || data === null) {
    if (root.kind !== "refused")
      reader.say([], {
        code: "yaml-root",
        problem: `the file holds ${describe(data)}, expected a map of fields`,
        remedy: 'begin with "version: headroom/v1"',
      });
    return undefined;
  }
  const shaped = specShape.safeParse(data);
  const draft: Draft<SpecData> = shaped.success
    ? shaped.data
    : prune(data, reportShape(shaped.error.issues, root, report));
  return readDraft(draft, reader);
}

async function readDraft(draft: Draft<SpecData>, reader: SpecReader): Promise<Service | undefined> {
  const facts: ServiceFacts = {
    // A hole was reported, and the file is refused for it; what hangs on the name is checked all the same.
    service: draft.service ?? "",
    namespace: draft.namespace ?? "default",
    owner: draft.owner,
    source: draft.source ?? "default",
    labels: readLabels(draft.labels, reader),
    runbook: draft.runbook,
  };
  const slos = draft.slos ?? [];
  const causes = draft.causes ?? [];
  const scaling = draft.scaling ?? [];
  checkNames("SLOs", slos, "slos", reader);
  checkNames("causes", causes, "causes", reader);
  checkNames("scaling blocks", scaling, "scaling", reader);
  const objectives = slos.map((slo, i): Objective | undefined =>
    slo === undefined ? undefined : readSlo(slo, facts, ["slos", i], reader),
  );
  const context = {
    namespace: facts.namespace,
    slos: slos.flatMap((slo) => (slo?.name === undefined ? [] : [slo.name])),
  };
  const policies = await Promise.all(
    scaling.map((entry, i) => readScaling(entry ?? {}, context, ["scaling", i], reader)),
  );
  return {
    ...facts,
    objectives: objectives.filter((objective) => objective !== undefined),
    causes: causes
      .map((cause, i) => (cause === undefined ? undefined : readCause(cause, ["causes", i], reader)))
      .filter((cause) => cause !== undefined),
    scaling: policies.filter((policy) => policy !== undefined),
    place: reader.placeOf(["service"]),
  };
}

function checkNames(
  kind: string,
  entries: readonly ({ readonly name?: string | undefined } | undefined)[],
  field: string,
  reader: SpecReader,
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
    reader.say(path, {
      code: "duplicate-name",
      problem: `two ${kind} are named ${entry.name}`,
      remedy: "give one of the two another name",
      related: [{ ...reader.placeOf(other), note: "is the first" }],
    });
  });
}
