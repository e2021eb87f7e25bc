import type { PositionalSpec } from "./command-spec.ts";
import type { ProblemOutput } from "./show-problems.ts";

/** Where specs are read from. */
export const SPEC_PATHS: PositionalSpec = {
  value: "[paths...]",
  says: "spec files, folders of them, or - for standard input (default: slo-specs)",
};

const PROBLEM_OUTPUTS: readonly ProblemOutput[] = ["text", "json", "github"];

/** `--output` of a command that shows problems. The default depends on where it runs, so it is only told. */
export const problemOutput = (shown = "problems") => ({
  value: "<form>",
  says: `how to show ${shown} (default: text; github inside a GitHub workflow)`,
  choices: PROBLEM_OUTPUTS,
});

/** `--token-file` of a command that asks somebody else. */
export const tokenFile = (asked: string) => ({
  value: "<file>",
  says: `file with the bearer token of ${asked}`,
});
