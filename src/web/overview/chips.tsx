import { STATES, type State } from "../../core/budget/states.ts";
import { StateBadge } from "../components/state-badge.tsx";

interface Props {
  readonly counts: ReadonlyMap<State, number>;
  readonly chosen: State | undefined;
  readonly onChoose: (state: State | undefined) => void;
}

/** How many SLOs are in each state; a click shows only those, another one all. */
export function Chips({ counts, chosen, onChoose }: Props) {
  return (
    <div class="chips" role="group" aria-label="Filter by state">
      {STATES.map((state) => (
        <button
          key={state}
          type="button"
          class="chip"
          aria-pressed={state === chosen}
          onClick={() => onChoose(state === chosen ? undefined : state)}
        >
          <StateBadge state={state} /> <b>{counts.get(state) ?? 0}</b>
        </button>
      ))}
    </div>
  );
}
