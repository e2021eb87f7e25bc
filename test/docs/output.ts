/** A line that stands for lines left out. */
const LEFT_OUT = /^\s*(?:…|\.\.\.)\s*$/;

/**
 * The lines of `shown` that `said` does not hold. Numbers, times and sparklines may differ: they are of another day.
 */
export function unlike(shown: string, said: string): readonly string[] {
  const lines = new Set(said.split("\n").map(shape));
  return shown.split("\n").filter((line) => line.trim() !== "" && !LEFT_OUT.test(line) && !lines.has(shape(line)));
}

function shape(line: string): string {
  return line
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "TIME")
    .replaceAll(/[▁▂▃▄▅▆▇█]+/g, "▁")
    .replaceAll(/[<>]?\d[\d.,:]*/g, "0")
    .replaceAll(/\s+/g, " ")
    .trim();
}
