import { useQuery, useQueryClient } from "@tanstack/preact-query";
import { useMemo } from "preact/hooks";
import { useSearchParams } from "wouter-preact";
import { fetchDecisions, fetchPastDecisions } from "../api/decisions.ts";
import { CopyButton } from "../components/copy-button.tsx";
import { replicas } from "../components/printed.ts";
import { Empty, Failed, Loading } from "../components/states.tsx";
import { useTitle } from "../components/use-title.ts";
import type { DecisionsView, DecisionView } from "../../service/http/views/decision-view.ts";
import { Capacity } from "../scaling/capacity.tsx";
import { Decided } from "../scaling/decided.tsx";
import { toEntries } from "../scaling/entries.ts";
import { kubectlChecks } from "../scaling/kubectl.ts";
import { ReplicasChart } from "../scaling/replicas-chart.tsx";

/** Per workload: what it was told, what it has, and why. */
export function Scaling() {
  useTitle("Scaling");
  const [search, setSearch] = useSearchParams();
  const decisions = useQuery({ queryKey: ["decisions"], queryFn: fetchDecisions });
  if (decisions.data === undefined)
    return decisions.error === null ? <Loading what="decisions" /> : <Failed error={decisions.error} />;
  const { items } = decisions.data;
  const chosen = items.find((one) => keyOf(one) === search.get("workload")) ?? items[0];
  return (
    <>
      <h1>Scaling</h1>
      {chosen === undefined ? (
        <Empty
          title="No workload is scaled"
          text="A scaling block in a spec says how many replicas a workload needs; its decisions appear here."
        />
      ) : (
        <>
          <div class="chips" role="group" aria-label="Workloads">
            {items.map((one) => (
              <button
                key={keyOf(one)}
                type="button"
                class="chip"
                aria-pressed={one === chosen}
                onClick={() => setSearch({ workload: keyOf(one) }, { replace: true })}
              >
                {keyOf(one)} <b>{replicas(one.replicas)}</b>
              </button>
            ))}
          </div>
          <Workload key={keyOf(chosen)} decision={chosen} />
        </>
      )}
    </>
  );
}

const keyOf = ({ service, scaling }: DecisionView): string => `${service}/${scaling}`;

function Workload({ decision }: { readonly decision: DecisionView }) {
  const { service, scaling, limits } = decision;
  const queries = useQueryClient();
  const key = ["decisions", service, scaling];
  const past = useQuery({
    queryKey: key,
    queryFn: () => fetchPastDecisions(service, scaling, queries.getQueryData<DecisionsView>(key)),
    structuralSharing: false,
  });
  const nowMs = Date.parse(decision.at);
  return (
    <>
      <p class="verdict">
        {decision.mode === "recommend" ? <b class="recommend">Recommended only, not published. </b> : null}
        {decision.because}
      </p>
      <p class="quiet-text">
        {decision.workload}, {limits.min} to {limits.max} replicas{" "}
        <CopyButton text={JSON.stringify(decision, undefined, 2)} of="the present decision" shown="Copy JSON" />
        <CopyButton text={kubectlChecks(decision)} of="what the cluster has" shown="Copy kubectl check" />
      </p>
      <Capacity decision={decision} />
      {past.error === null ? null : <Failed error={past.error} />}
      {past.data === undefined ? (
        <Loading what="past decisions" />
      ) : (
        <>
          <ReplicasChart decisions={past.data.items} />
          <h2>Decisions, the newest first</h2>
          <Story decisions={past.data.items} nowMs={nowMs} />
        </>
      )}
    </>
  );
}

const MOST_SHOWN = 100;

function Story({ decisions, nowMs }: { readonly decisions: readonly DecisionView[]; readonly nowMs: number }) {
  const entries = useMemo(() => toEntries(decisions), [decisions]);
  return (
    <>
      <ol class="decisions">
        {entries.slice(0, MOST_SHOWN).map((entry) => (
          <Decided key={entry.first.at} entry={entry} nowMs={nowMs} />
        ))}
      </ol>
      {entries.length > MOST_SHOWN ? (
        <p class="small">{entries.length - MOST_SHOWN} earlier ones: headroom explain</p>
      ) : null}
    </>
  );
}
