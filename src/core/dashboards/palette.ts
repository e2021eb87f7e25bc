import type { State } from "../budget/status.ts";

/** How a state looks: its place in the order of urgency, its word, and colours that hold on light and dark pages. */
export interface StateLook {
  readonly state: State;
  /** The number that stands for it in a query; the worst group of an objective is the maximum. */
  readonly code: number;
  readonly word: string;
  /** Under white text: contrast of 4.5 and more. */
  readonly fill: string;
}

/**
 * From least to most urgent, in the order of `core/budget/urgency.ts`: no data may hide anything, so it comes before
 * healthy. Colour never stands alone: every use shows the word as well.
 */
export const STATE_LOOKS: readonly StateLook[] = [
  { state: "healthy", code: 1, word: "Healthy", fill: "#476fb3" },
  { state: "no-data", code: 2, word: "No data", fill: "#4c535e" },
  { state: "at-risk", code: 3, word: "At risk", fill: "#a16406" },
  { state: "exhausted", code: 4, word: "Exhausted", fill: "#40153d" },
  { state: "burning", code: 5, word: "Burning", fill: "#932e15" },
];

/** Lines and areas: contrast of 3 and more on Grafana's light and dark panels. */
export const LINE = { ok: "#476fb3", atRisk: "#a16406", burning: "#e9602e", ideal: "#7b838e" } as const;

/** The code of a state. */
export function codeOf(state: State): number {
  const look = STATE_LOOKS.find((candidate) => candidate.state === state);
  if (look === undefined) throw new RangeError(`no look for the state ${state}`);
  return look.code;
}
