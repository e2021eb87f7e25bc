import { shown } from "../../core/scaling/decision/shown.ts";
import { printDuration } from "../../core/budget/print.ts";
import { CopyButton } from "../components/copy-button.tsx";
import { printMoment } from "../components/moment.ts";
import { replicas } from "../components/printed.ts";
import type { DecisionView } from "../../service/http/views/decision-view.ts";
import type { Entry } from "./entries.ts";

const SIGNS: Readonly<Record<Entry["kind"], string>> = {
  scaled: "◆",
  refused: "✕",
  held: "‖",
  bounded: "⊤",
  steady: "●",
};

/** A decision, for how long it stood, and what was weighed. */
export function Decided({ entry, nowMs }: { readonly entry: Entry; readonly nowMs: number }) {
  const { kind, title, first, last } = entry;
  const seconds = (Date.parse(last.at) - Date.parse(first.at)) / 1000;
  return (
    <li class={`decided decided-${kind}`}>
      <time dateTime={first.at}>{printMoment(Date.parse(first.at), nowMs)}</time>
      <span class="decided-sign" aria-hidden="true">
        {SIGNS[kind]}
      </span>
      <div>
        <b>{title}</b> {first.because}
        {entry.decisions > 1 ? (
          <span class="note">
            for {printDuration(seconds)}, decided {entry.decisions} times
            {last.because === first.because ? "" : `; at last: ${last.because}`}
          </span>
        ) : null}
        <Weighed decision={last} />
      </div>
    </li>
  );
}

const numberOf = (count: number | null): string => (count === null ? "refused" : replicas(count));

function Weighed({ decision }: { readonly decision: DecisionView }) {
  const { estimates, verdicts, inputs, burn } = decision;
  return (
    <details>
      <summary>What was weighed</summary>
      <ul>
        {estimates.map((one) => (
          <li key={one.estimator}>
            {one.estimator}: <b>{numberOf(one.replicas)}</b> {one.because}
          </li>
        ))}
        {verdicts.map((one) => (
          <li key={one.judge}>
            {one.judge}: <b>{numberOf(one.replicas)}</b> {one.because}
          </li>
        ))}
        <li>
          burn: {burn.class}, {burn.because}
        </li>
        <li>
          demand {inputs.demand.value === null ? inputs.demand.missing : shown(inputs.demand.value)};{" "}
          {inputs.replicas.value ?? inputs.replicas.missing} ready
          {inputs.replicas.asked === null ? "" : ` of ${inputs.replicas.asked} asked for`}
        </li>
      </ul>
      <CopyButton text={JSON.stringify(decision, undefined, 2)} of={`decision of ${decision.at}`} shown="Copy JSON" />
    </details>
  );
}
