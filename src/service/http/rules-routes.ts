import { Router } from "express";
import { DEFAULT_RULE_OPTIONS, type GeneratedFile, generateRules, type RuleFormat } from "../../core/rules/generate.ts";
import type { Snapshot, StatusReader } from "../control/status-reader.ts";
import { bad, queryParameters } from "./parameters.ts";
import { methodNotAllowed, RequestProblem } from "./problem.ts";
import { snapshotOf } from "./slo-routes.ts";
import type { RulesView } from "./view.ts";

const FORMATS: readonly RuleFormat[] = ["prometheus", "prometheus-operator"];

/** The rules that belong to the specs in use: all files as JSON, or one file as YAML text. */
export function rulesRoutes(reader: StatusReader): Router {
  const router = Router({ caseSensitive: true });
  const rulesOf = keepByVersion();

  router
    .route("/rules")
    .get((request, response) => {
      const { format } = queryParameters(request, (name) => name === "format", ["format"]);
      const rules: RulesView = { items: [...rulesOf(snapshotOf(reader), parseFormat(format))] };
      response.json(rules);
    })
    .all(methodNotAllowed);

  router
    .route("/rules/*path")
    .get((request, response) => {
      const { format } = queryParameters(request, (name) => name === "format", ["format"]);
      // Tests lie in a folder of their own.
      const file = request.params.path.join("/");
      const found = rulesOf(snapshotOf(reader), parseFormat(format)).find(({ path }) => path === `alert-rules/${file}`);
      if (found === undefined)
        throw new RequestProblem("not-found", `there is no rule file ${file}`, "see /api/v1/rules for all of them");
      response.type("application/yaml").send(found.text);
    })
    .all(methodNotAllowed);

  return router;
}

function parseFormat(text: string | undefined): RuleFormat {
  if (text === undefined) return "prometheus";
  const format = FORMATS.find((each) => each === text);
  if (format === undefined) throw bad(`format is ${text}`, `write ${FORMATS.join(" or ")}`);
  return format;
}

/** Rules change with the specs alone, and thousands of SLOs take a while to print. */
function keepByVersion(): (snapshot: Snapshot, format: RuleFormat) => readonly GeneratedFile[] {
  let kept:
    | { readonly specs: Snapshot["specs"]; readonly format: RuleFormat; readonly files: readonly GeneratedFile[] }
    | undefined;
  return ({ specs }, format) => {
    if (kept?.specs !== specs || kept.format !== format)
      kept = { specs, format, files: generateRules(specs.services, { ...DEFAULT_RULE_OPTIONS, format }) };
    return kept.files;
  };
}
