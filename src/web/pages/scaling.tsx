import { useQuery, useQueryClient, type UseQueryResult } from "@tanstack/preact-query";
import { useSearchParams } from "wouter-preact";
import { fetchDecisions, fetchOlderDecisions, fetchPastDecisions } from "../api/decisions.ts";
import { ONCE } from "../api/live.ts";
import { CopyButton } from "../components/copy-button.tsx";
import { replicas } from "../components/printed.ts";
import { Empty, Failed, Loading } from "../components/states.tsx";
import { useTitle } from "../components/use-title.ts";
import type { DecisionView, PastDecisionsView } from "../../service/http/views/decision-view.ts";
import { Capacity } from "../scaling/capacity.tsx";
import { kubectlChecks } from "../scaling/kubectl.ts";
import { ReplicasChart } from "../scaling/replicas-chart.tsx";
import { Story, StoryTitle } from "../scaling/story.tsx";
import { readUntil } from "../scaling/until.ts";

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
  const { limits } = decision;
  const [search] = useSearchParams();
  const until = readUntil(search);
  const past = usePastDecisions(decision, until);
  const place = { until, search, nowMs: Date.parse(decision.at) };
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
      <StoryTitle {...place} />
      {past.error === null ? null : <Failed error={past.error} />}
      {past.data === undefined ? (
        <Loading what="past decisions" />
      ) : (
        <>
          <ReplicasChart decisions={past.data.items} />
          <Story past={past.data} {...place} />
        </>
      )}
    </>
  );
}

/** The newest, which grow while one looks, or those up to a moment, which stay as they are. */
function usePastDecisions(
  { service, scaling }: DecisionView,
  until: number | undefined,
): UseQueryResult<PastDecisionsView> {
  const queries = useQueryClient();
  const key = ["decisions", service, scaling];
  return useQuery({
    queryKey: until === undefined ? key : [ONCE, ...key, until],
    queryFn: () =>
      until === undefined
        ? fetchPastDecisions(service, scaling, queries.getQueryData<PastDecisionsView>(key))
        : fetchOlderDecisions(service, scaling, until),
    structuralSharing: false,
  });
}
