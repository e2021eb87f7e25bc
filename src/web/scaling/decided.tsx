import { replicas } from "../components/printed.ts";
import type { DecisionView } from "../../service/http/view.ts";

const numberOf = (count: number | null): string => (count === null ? "refused" : replicas(count));

/** A decision with what was weighed. */
export function Decided({ decision }: { readonly decision: DecisionView }) {
  const { at, because, estimates, verdicts, inputs } = decision;
  return (
    <li>
      <time dateTime={at}>{new Date(at).toLocaleString()}</time> <b>{numberOf(decision.replicas)}</b> {because}
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
            demand {inputs.demand.value ?? inputs.demand.missing}; {inputs.replicas.value ?? inputs.replicas.missing}{" "}
            ready
            {inputs.replicas.asked === null ? "" : ` of ${inputs.replicas.asked} asked for`}
          </li>
        </ul>
      </details>
    </li>
  );
}
