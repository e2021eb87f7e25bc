/** `value` as the sentences of a decision say it: at most three decimals, no binary noise. */
export const shown = (value: number): string => String(Math.round(value * 1000) / 1000);
