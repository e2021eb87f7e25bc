import { generateDashboards } from "../src/core/dashboards/generate.ts";
import { generateRules } from "../src/core/rules/generate.ts";
import { parseSpecs } from "../src/core/spec/parse-specs.ts";
import { isPlace } from "./places.ts";

/** What comes of a spec that `check` lets pass. */
export interface GeneratedSpec {
  readonly kind: "generated";
  readonly input: string;
  /** It says itself that it needs Prometheus 3. */
  readonly isNewer: boolean;
  readonly rules: string;
  /** Test files with one story each, by its name. */
  readonly stories: ReadonlyMap<string, string>;
}

/** What comes of any text that is given for a spec. */
export type Attempt =
  | GeneratedSpec
  | { readonly kind: "refused"; readonly input: string }
  | { readonly kind: "crashed"; readonly input: string; readonly problem: string };

/** A name that would be rules of its own, if it stood in a comment as it is. */
const FILE = "a\ngroups: [{name: evil, rules: [{record: evil, expr: vector(}]}]\n---\n\u2028#\u0085.yaml";

/** Reads a spec, and generates all that it asks for. */
export async function generatedSpec(input: string): Promise<Attempt> {
  try {
    const { services, diagnostics } = await parseSpecs([{ file: FILE, text: input }]);
    const outside = diagnostics.find((each) => !isPlace(input, each));
    if (outside !== undefined)
      return { kind: "crashed", input, problem: `a place outside of the file: ${JSON.stringify(outside)}` };
    if (services.length === 0) return { kind: "refused", input };
    generateDashboards(services, {});
    const files = generateRules(services);
    const codes = new Set(diagnostics.map(({ code }) => code));
    const textOf = (end: string): string => files.find(({ path }) => path.endsWith(end))?.text ?? "";
    return {
      kind: "generated",
      input,
      isNewer: codes.has("promql-utf8-name") || codes.has("promql-experimental"),
      rules: textOf(".rules.yaml"),
      // What is behind a feature flag promtool loads, and does not play.
      stories: codes.has("promql-experimental") ? new Map() : storiesOf(textOf(".test.yaml")),
    };
  } catch (error) {
    return { kind: "crashed", input, problem: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

function storiesOf(tests: string): ReadonlyMap<string, string> {
  const [head = "", ...stories] = tests.split(/^(?= {2}- name: )/m);
  return new Map(stories.map((story) => [/^ {2}- name: (.*)$/m.exec(story)?.[1] ?? "", head + story]));
}
