/** A command of the docs that a test cannot run inside itself, and who runs it instead. */
export interface Elsewhere {
  readonly command: string;
  /** The script of package.json that it needs. */
  readonly script?: string;
  /** The file that runs it, and what in that file does so. */
  readonly ranBy: string;
  readonly proof: RegExp;
}

/** The only commands in `sh` blocks that are not run where they stand. */
export const ELSEWHERE: readonly Elsewhere[] = [
  { command: "npm ci", ranBy: ".ci/run", proof: /^stage npm ci /m },
  {
    command: "npm run demo",
    script: "demo",
    ranBy: "test/integration/demo-once.test.ts",
    proof: /start\(\["--once"\]\)/,
  },
  { command: "npm test", script: "test", ranBy: ".ci/run", proof: /^stage npm test /m },
];

/** The row for a line of a block; what follows ` -- ` goes to the script, and a comment may follow. */
export function elsewhere(line: string): Elsewhere | undefined {
  const command = line
    .replace(/\s+#.*$/, "")
    .replace(/\s+-- .*$/, "")
    .trim();
  return ELSEWHERE.find((row) => row.command === command);
}
