/** Whether a key goes into a field, and is no command then. */
export const isTyping = ({ target }: KeyboardEvent): boolean =>
  target instanceof HTMLElement && target.matches("input, select, textarea");
