interface StateFacts {
  /** How people call it: in the terminal, on dashboards and in the UI alike. */
  readonly word: string;
  /** Stands before the word, since colour alone tells many people nothing. */
  readonly sign: string;
}

/**
 * What a person needs to know first, the most urgent first: `burning` is above a page's thresholds in both its windows,
 * `exhausted` has no budget left, `at-risk` is above a ticket's thresholds or has little budget left. `no-data` says
 * nothing about the service, and comes before `healthy` because it may hide anything.
 */
const TABLE = {
  burning: { word: "Burning", sign: "▲" },
  exhausted: { word: "Exhausted", sign: "■" },
  "at-risk": { word: "At risk", sign: "◢" },
  "no-data": { word: "No data", sign: "◌" },
  healthy: { word: "Healthy", sign: "●" },
} as const satisfies Readonly<Record<string, StateFacts>>;

/** How an objective stands, by the name that JSON and metrics have for it. */
export type State = keyof typeof TABLE;

const isState = (name: string): name is State => Object.hasOwn(TABLE, name);

/** All states, the most urgent first. */
export const STATES: readonly State[] = Object.keys(TABLE).filter(isState);

/** How people call a state, as a title begins: `At risk`. */
export const stateWord = (state: State): string => TABLE[state].word;

/** The sign of a state, for wherever it has a colour. */
export const stateSign = (state: State): string => TABLE[state].sign;

/** With less than this share of its budget an objective is at risk, however slowly it burns. */
export const AT_RISK_BELOW = { share: 0.25, inWords: "a quarter" } as const;
