/** Hears what a script is doing. */
export type Say = (line: string) => void;

export function toStderr(line: string): void {
  process.stderr.write(`${line}\n`);
}
