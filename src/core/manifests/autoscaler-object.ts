import type { SourceText } from "../diagnostics/source-text.ts";
import { type Located, locate } from "../documents/located.ts";
import { parseDocuments } from "../documents/parse-documents.ts";
import { wholeText } from "../documents/placed-text.ts";

/** A HorizontalPodAutoscaler or a ScaledObject as it stands in somebody's file. */
export interface AutoscalerObject {
  readonly kind: "HorizontalPodAutoscaler" | "ScaledObject";
  readonly name: string;
  readonly namespace: string;
  /** The workload, as `Kind/name`. */
  readonly target: string;
  readonly root: Located;
}

/** The autoscalers of a YAML text, in one document or several, by themselves or in a list; other YAML holds none. */
export function autoscalersIn(source: SourceText): readonly AutoscalerObject[] {
  // Most files that are looked through are rules, and large.
  if (!/HorizontalPodAutoscaler|ScaledObject/.test(source.text)) return [];
  return parseDocuments(wholeText(source))
    .documents.flatMap((document) => objectsIn(locate(source, document)))
    .flatMap(toAutoscaler);
}

const objectsIn = (root: Located): readonly Located[] =>
  root.at("items").isThere ? root.at("items").items().flatMap(objectsIn) : [root];

function toAutoscaler(root: Located): readonly AutoscalerObject[] {
  const kind = root.at("kind").value;
  if (kind !== "HorizontalPodAutoscaler" && kind !== "ScaledObject") return [];
  // What KEDA has made of a ScaledObject is judged where it is written.
  const owners = root.at("metadata", "ownerReferences").items();
  if (owners.some((owner) => owner.at("kind").value === "ScaledObject")) return [];
  const target = root.at("spec", "scaleTargetRef");
  return [
    {
      kind,
      name: text(root.at("metadata", "name")),
      namespace: text(root.at("metadata", "namespace")),
      target: `${text(target.at("kind")) || "Deployment"}/${text(target.at("name"))}`,
      root,
    },
  ];
}

/** A scalar as Kubernetes reads it where it expects text; empty when there is none. */
export const text = ({ value }: Located): string => (value === undefined || value === null ? "" : String(value));
