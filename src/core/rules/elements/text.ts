/** The numbers that a text shows: what Prometheus would find for one alert. */
export interface Shown {
  /** The alert's value. */
  readonly value: number;
  /** Values of the `by` labels. */
  readonly group: Readonly<Record<string, string>>;
  /** The error ratio of every window; texts are only foretold for a constant one. */
  readonly errorRatio: number;
  /** Percent of the budget; undefined while too little of the window is known. */
  readonly budgetLeft: number | undefined;
}

/**
 * Words for people in two forms: a template that Prometheus renders when the alert fires, and the same words foretold
 * for given numbers, from which tests know what must come out.
 */
export interface Text {
  readonly template: string;
  readonly plain: (shown: Shown) => string;
}

/**
 * A text with other texts inside. Everything that is a mere string, so above all an author's words, is data: never
 * template code.
 */
export function text(words: TemplateStringsArray, ...inside: readonly (Text | string)[]): Text {
  return join(
    words.flatMap((word, i) => [literal(word), ...inside.slice(i, i + 1).map(toText)]),
    "",
  );
}

/** Texts one after the other. */
export function join(texts: readonly (Text | string)[], separator: string): Text {
  const parts = texts.map(toText);
  return {
    template: parts.map(({ template }) => template).join(separator),
    plain: (shown) => parts.map(({ plain }) => plain(shown)).join(separator),
  };
}

/**
 * Every run of braces that could begin an action, or that could join the brace of an action behind it, comes out of
 * an action itself.
 */
function literal(words: string): Text {
  return { template: words.replaceAll(/\{{2,}|\{$/g, (braces) => `{{"${braces}"}}`), plain: () => words };
}

const toText = (part: Text | string): Text => (typeof part === "string" ? literal(part) : part);

/** Whether a text has no words, so that nothing is made of it. */
export const isEmpty = ({ template }: Text): boolean => template === "";
