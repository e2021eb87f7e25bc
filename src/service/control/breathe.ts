/** Lets others have their turn: a slice of a long piece of work is done. */
export const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
