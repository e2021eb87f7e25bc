/** As many are remembered: an autoscaler asks for the same few again and again. */
const MOST = 1_024;
/** Longer ones are nothing that an autoscaler asks for. */
const LONGEST = 1_000;

/** Makes a value of a text once, and remembers it. */
export function remembered<T>(make: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const made = make(text);
    if (text.length > LONGEST) return made;
    if (known.size === MOST) known.clear();
    known.set(text, made);
    return made;
  };
}
