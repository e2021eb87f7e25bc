import { shown } from "../../core/scaling/decision/shown.ts";
import type { DecisionView } from "../../service/http/views/decision-view.ts";
import { printMoment } from "../components/moment.ts";
import { burn, replicas } from "../components/printed.ts";

/** What one replica takes: as it is planned with, as the past tells it, how far that was wrong; and what may come. */
export function Capacity({ decision }: { readonly decision: DecisionView }) {
  const { learned, correction } = decision;
  const forecast = decision.estimates.find(({ estimator }) => estimator === "forecast");
  return (
    <dl class="capacity">
      <dt>Capacity</dt>
      <dd>{plannedWords(decision.capacity)}</dd>
      {learned === null ? null : (
        <>
          <dt>Learned</dt>
          <dd class={learned.kind === "unknown" ? "quiet-text" : undefined}>{howLearned(learned)}</dd>
        </>
      )}
      {correction === null ? null : (
        <>
          <dt>Corrected</dt>
          <dd>{correctionWords(correction, decision)}</dd>
        </>
      )}
      {forecast === undefined ? null : (
        <>
          <dt>Forecast</dt>
          <dd>{forecastWords(forecast)}</dd>
        </>
      )}
    </dl>
  );
}

function plannedWords({ declared, utilization, planned }: DecisionView["capacity"]): string {
  if (planned === null) return "to be learned; until then nobody says how many replicas demand needs";
  const share = utilization === 1 ? "" : `, ${shown(utilization * 100)}% of it used`;
  const origin = declared === null ? "learned" : `declared as ${shown(declared)}`;
  return `${shown(planned)} requests a second are planned for a replica: ${origin}${share}`;
}

/** The reason names the number and its bounds; what it does not tell is how sure that is. */
function howLearned({ kind, because }: NonNullable<DecisionView["learned"]>): string {
  switch (kind) {
    case "learned":
      return `${because}, by what the budget burnt under load`;
    case "at least":
      return `${because}: what is too much is not known yet`;
    case "unknown":
      return because;
  }
}

function correctionWords(
  { factor, burn: rate, frozenUntil }: NonNullable<DecisionView["correction"]>,
  { capacity, at }: DecisionView,
): string {
  const multiple = factor.toFixed(2);
  const said = capacity.declared === null ? "learned" : "declared";
  const known =
    multiple === "1.00"
      ? `not; ${burn(rate)} of burn at planned load`
      : `to ${multiple} times what was ${said}, by ${burn(rate)} of burn at planned load`;
  if (frozenUntil === null) return known;
  const until = printMoment(Date.parse(frozenUntil), Date.parse(at));
  return `${known}; left alone until ${until}, as less load did not help`;
}

/** A forecast only raises: one that asks for nothing says why. */
const forecastWords = ({ replicas: needed, because }: DecisionView["estimates"][number]): string =>
  needed === null || needed === 0 ? because : `${replicas(needed)} replicas: ${because}`;
