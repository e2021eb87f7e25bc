import type { SloDetailView } from "../../service/http/view.ts";
import { CopyButton } from "../components/copy-button.tsx";

/** How it is measured, and where that is written. */
export function Promise({ detail }: { readonly detail: SloDetailView }) {
  const { indicator, place, source, owner, runbook } = detail;
  return (
    <section aria-labelledby="measured">
      <h2 id="measured">How it is measured</h2>
      <Query title="All events per second" promql={indicator.total} />
      <Query title="Bad events per second" promql={indicator.bad} />
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
  );
}

function Query({ title, promql }: { readonly title: string; readonly promql: string }) {
  return (
    <figure class="query">
      <figcaption>
        {title} <CopyButton text={promql} of={title} />
      </figcaption>
      <pre tabIndex={0}>{promql}</pre>
    </figure>
  );
}
