import { type State, stateWord } from "../../core/budget/states.ts";

/** Never colour alone: each state has a sign and a word. */
const SIGNS: Readonly<Record<State, string>> = {
  burning: "▲",
  exhausted: "■",
  "at-risk": "◢",
  "no-data": "◌",
  healthy: "●",
};

interface Props {
  readonly state: State;
  /** Said after the word, such as how fast. */
  readonly detail?: string;
}

export function StateBadge({ state, detail }: Props) {
  return (
    <span class={`state state-${state}`}>
      <span class="sign" aria-hidden="true">
        {SIGNS[state]}
      </span>
      {stateWord(state)}
      {detail === undefined ? "" : ` ${detail}`}
    </span>
  );
}
