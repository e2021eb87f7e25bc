import type { SloDetailView } from "../../service/http/view.ts";
import { Spec } from "./spec.tsx";
import { Query } from "../components/query.tsx";

/** How it is measured, and where that is written. */
export function Promise({ detail }: { readonly detail: SloDetailView }) {
  const { service, slo, indicator, place, source, owner, runbook, prometheusUrl } = detail;
  return (
    <>
      <section aria-labelledby="measured">
        <h2 id="measured">How it is measured</h2>
        <Query title="All events per second" promql={indicator.total} prometheusUrl={prometheusUrl} />
        <Query title="Bad events per second" promql={indicator.bad} prometheusUrl={prometheusUrl} />
        <p class="quiet-text">
          Spec: <code>{`${place.file}:${place.line}`}</code>; source {source}
          {owner === null ? "" : `; owner ${owner}`}
          {runbook === null ? null : (
            <>
              ; <a href={runbook}>runbook</a>
            </>
          )}
        </p>
      </section>
      <Spec service={service} slo={slo} />
    </>
  );
}
