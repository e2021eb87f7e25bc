/** One stage of a Dockerfile: what is done after its FROM. */
export interface Stage {
  /** The image that it begins with. */
  readonly from: string;
  /** What later stages call it; empty where they do not. */
  readonly name: string;
  readonly steps: readonly Step[];
}

/** One instruction: `{ instruction: "COPY", text: "bin bin" }`. */
export interface Step {
  readonly instruction: string;
  readonly text: string;
}

/** Reads a Dockerfile in the form that ours has: no heredocs, no variables. */
export function parseDockerfile(text: string): readonly Stage[] {
  const steps = text
    .replaceAll(/^#.*\n/gm, "")
    .replaceAll("\\\n", " ")
    .split("\n")
    .flatMap((line): readonly Step[] => {
      const [, instruction, rest = ""] = /^([A-Z]+) +(.+)$/.exec(line) ?? [];
      return instruction === undefined ? [] : [{ instruction, text: rest }];
    });
  const starts = steps.flatMap(({ instruction }, at) => (instruction === "FROM" ? [at] : []));
  return starts.map((at, index) => {
    const [, from = "", name = ""] = /^(\S+)(?: AS (\S+))?$/.exec(steps[at]?.text ?? "") ?? [];
    return { from, name, steps: steps.slice(at + 1, starts[index + 1]) };
  });
}

/** The words of a list in the form without a shell; undefined for the form that needs one. */
export function execForm(text: string | undefined): readonly string[] | undefined {
  return text?.startsWith("[") === true ? JSON.parse(text) : undefined;
}

/** The variables that an ENV instruction sets. */
export const variablesOf = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...text.matchAll(/(\w+)=(?:"([^"]*)"|(\S+))/g)].map(([, name = "", quoted, plain = ""]) => [
      name,
      quoted ?? plain,
    ]),
  );
