import type { GeneratedFile } from "../../core/documents/generated-file.ts";
import { DEFAULT_RULE_OPTIONS, generateRules, type RuleFormat } from "../../core/rules/generate.ts";
import type { Snapshot } from "../control/status-reader.ts";
import { json, YAML } from "./content.ts";
import { DOCUMENT, operation } from "./operation.ts";
import { oneOf } from "./parameter-values.ts";
import { rest } from "./path-parameters.ts";
import { RequestProblem } from "./problem.ts";
import { single } from "./query-parameters.ts";
import { rulesView } from "./view.ts";

const FORMATS: readonly RuleFormat[] = ["prometheus", "prometheus-operator"];
const format = single("prometheus (default) or prometheus-operator", oneOf(FORMATS));

/** The rules that belong to the specs in use: all files as JSON, or one file as YAML text. */
export const RULES_OPERATIONS = [
  operation({
    path: "/api/v1/rules",
    says: "The generated rule files.",
    inPath: {},
    inQuery: { format },
    answers: json(rulesView),
    countedAs: DOCUMENT,
    answer: ({ snapshot, query }) => ({ items: [...rulesOf(snapshot, query.format)] }),
  }),
  operation({
    path: "/api/v1/rules/{file}",
    says: "One generated rule file.",
    // Tests lie in a folder of their own.
    inPath: { file: rest("name of the file, such as checkout.rules.yaml") },
    inQuery: { format },
    answers: YAML,
    countedAs: DOCUMENT,
    answer: ({ snapshot, path: { file }, query }) => {
      const found = rulesOf(snapshot, query.format).find(({ path }) => path === `alert-rules/${file}`);
      if (found === undefined)
        throw new RequestProblem("not-found", `there is no rule file ${file}`, "see /api/v1/rules for all of them");
      return found.text;
    },
  }),
];

/** Rules change with the specs alone, and thousands of SLOs take a while to print. */
const kept: Readonly<Record<RuleFormat, WeakMap<Snapshot["specs"], readonly GeneratedFile[]>>> = {
  prometheus: new WeakMap(),
  "prometheus-operator": new WeakMap(),
};

function rulesOf({ specs }: Snapshot, wanted: RuleFormat = "prometheus"): readonly GeneratedFile[] {
  const files = kept[wanted].get(specs) ?? generateRules(specs.services, { ...DEFAULT_RULE_OPTIONS, format: wanted });
  kept[wanted].set(specs, files);
  return files;
}
