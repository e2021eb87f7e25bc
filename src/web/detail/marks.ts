import { useQuery, useQueryClient } from "@tanstack/preact-query";
import { useMemo } from "preact/hooks";
import { fetchDecisions, fetchPastDecisions } from "../api/decisions.ts";
import type { SloDetailView } from "../../service/http/view.ts";
import type { PastDecisionsView, DecisionView } from "../../service/http/views/decision-view.ts";
import { replicas } from "../components/printed.ts";

/** Something that was done to a workload, or to the SLO itself. */
export interface Mark {
  readonly kind: "deploy" | "scaling" | "definition";
  readonly atMs: number;
  readonly says: string;
}

/** More than anybody reads, and more than a chart can show apart. */
const MOST = 100;

/**
 * Changes of the SLO's definition, and deploys and changes of required replicas of the workloads whose scaling names it,
 * each the newest first.
 */
export function useMarks({ service, slo, changes }: SloDetailView): readonly Mark[] {
  const queries = useQueryClient();
  const present = useQuery({ queryKey: ["decisions"], queryFn: fetchDecisions });
  const scalings = (present.data?.items ?? [])
    .filter((one) => one.service === service && one.slos.includes(slo))
    .map(({ scaling }) => scaling);
  const key = ["decisions of", service, scalings];
  const past = useQuery({
    queryKey: key,
    queryFn: async () => {
      const known = queries.getQueryData<readonly PastDecisionsView[]>(key);
      return Promise.all(scalings.map((scaling, i) => fetchPastDecisions(service, scaling, known?.[i])));
    },
    enabled: scalings.length > 0,
    structuralSharing: false,
    select: toMarks,
  });
  return useMemo(() => [...definitionMarks(changes), ...(past.data ?? NONE)], [changes, past.data]);
}

const definitionMarks = (changes: SloDetailView["changes"]): readonly Mark[] =>
  changes.map(({ at, says }) => ({ kind: "definition", atMs: Date.parse(at), says: `definition changed: ${says}` }));

const NONE: readonly Mark[] = [];

const toMarks = (workloads: readonly PastDecisionsView[]): readonly Mark[] =>
  workloads.flatMap(({ items }) => marksOf(items));

/** @param items - of one workload, the newest first */
function marksOf(items: readonly DecisionView[]): readonly Mark[] {
  return [...deploysOf(items), ...scalingOf(items)].toSorted((a, b) => b.atMs - a.atMs).slice(0, MOST);
}

function deploysOf(items: readonly DecisionView[]): readonly Mark[] {
  const starts = new Map(
    items.flatMap(({ rollout, workload }) => (rollout === null ? [] : [[rollout.startedAt, workload] as const])),
  );
  return [...starts].map(([startedAt, workload]) => ({
    kind: "deploy",
    atMs: Date.parse(startedAt),
    says: `deploy of ${workload}`,
  }));
}

/** Where the required replicas are at least one away from where they were last marked. */
function scalingOf(items: readonly DecisionView[]): readonly Mark[] {
  const marks: Mark[] = [];
  let held: number | undefined;
  for (const { at, replicas: needed, scaling, because } of items.toReversed()) {
    if (needed === null) continue;
    held ??= needed;
    if (Math.abs(needed - held) < 1) continue;
    marks.push({
      kind: "scaling",
      atMs: Date.parse(at),
      says: `${scaling} ${replicas(held)} → ${replicas(needed)}: ${because}`,
    });
    held = needed;
  }
  return marks;
}
