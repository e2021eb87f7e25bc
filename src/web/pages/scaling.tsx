import { useQuery } from "@tanstack/preact-query";
import { useSearchParams } from "wouter-preact";
import { fetchDecisions, fetchPastDecisions } from "../api/decisions.ts";
import { replicas } from "../components/printed.ts";
import { Empty, Failed, Loading } from "../components/states.tsx";
import { useTitle } from "../components/use-title.ts";
import type { DecisionView } from "../../service/http/view.ts";
import { Decided } from "../scaling/decided.tsx";
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
  const { service, scaling } = decision;
  const past = useQuery({
    queryKey: ["decisions", service, scaling],
    queryFn: () => fetchPastDecisions(service, scaling),
  });
  return (
    <>
      <p class="verdict">
        {decision.mode === "recommend" ? <b class="recommend">Recommended only, not published. </b> : null}
        {decision.because}
      </p>
      <p class="quiet-text">{decision.workload}</p>
      {past.error === null ? null : <Failed error={past.error} />}
      {past.data === undefined ? (
        <Loading what="past decisions" />
      ) : (
        <>
          <ReplicasChart decisions={past.data.items} />
          <h2>Decisions, the newest first</h2>
          <ol class="decisions">
            {changesOf(past.data.items).map((one) => (
              <Decided key={one.at} decision={one} />
            ))}
          </ol>
        </>
      )}
    </>
  );
}

/** Those that changed something: every quarter of a minute the same is no news. */
const changesOf = (items: readonly DecisionView[]): readonly DecisionView[] =>
  items.filter((one, i) => {
    const before = items[i + 1];
    return before === undefined || before.replicas !== one.replicas || before.burn.class !== one.burn.class;
  });
