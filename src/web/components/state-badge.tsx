import { type State, stateSign, stateWord } from "../../core/budget/states.ts";

/** Never colour alone: each state has a sign and a word. */
export function StateBadge({ state }: { readonly state: State }) {
  return (
    <span class={`state state-${state}`}>
      <span class="sign" aria-hidden="true">
        {stateSign(state)}
      </span>
      {stateWord(state)}
    </span>
  );
}
