import { type State, STATES, stateWord } from "../../budget/states.ts";

/** How a state looks: its place in the order of urgency, its word, and colours that hold on light and dark pages. */
export interface StateLook {
  readonly state: State;
  /** The number that stands for it in a query; the worst group of an objective is the maximum. */
  readonly code: number;
  readonly word: string;
  /** Under white text: contrast of 4.5 and more. */
  readonly fill: string;
}

/** Fills that hold white text. */
const FILLS: Readonly<Record<State, string>> = {
  healthy: "#476fb3",
  "no-data": "#4c535e",
  "at-risk": "#a16406",
  exhausted: "#40153d",
  burning: "#932e15",
};

/**
 * The number by which panels tell states apart.
 *
 * @returns 1 for the least urgent state, and one more for each that is more urgent
 */
export const codeOf = (state: State): number => STATES.length - STATES.indexOf(state);

/** From least to most urgent. Colour never stands alone: every use shows the word as well. */
export const STATE_LOOKS: readonly StateLook[] = STATES.toReversed().map((state) => ({
  state,
  code: codeOf(state),
  word: stateWord(state),
  fill: FILLS[state],
}));

/** Lines and areas: contrast of 3 and more on Grafana's light and dark panels. */
export const LINE = { ok: "#476fb3", atRisk: "#a16406", burning: "#e9602e", ideal: "#7b838e" } as const;
