import type { CheckOptions } from "./check/check-specs.ts";
import type { CommandSpec } from "./command-spec.ts";
import { NAMING_OPTIONS } from "./naming-arguments.ts";
import { problemOutput, SPEC_PATHS, tokenFile } from "./shared-arguments.ts";

export const checkCommand: CommandSpec<CheckOptions> = {
  name: "check",
  summary: "Check SLO specs and show everything that is wrong with them, each with its remedy.",
  positionals: [SPEC_PATHS],
  options: {
    output: problemOutput(),
    strict: { says: "fail on warnings too", default: false },
    prometheus: { value: "<url>", says: "hold the specs against the data of this Prometheus" },
    live: { says: "hold the specs against the data of the Prometheus that each names as its source, by the settings" },
    tokenFile: tokenFile("the Prometheus that specs call default"),
    ...NAMING_OPTIONS,
    config: { value: "<file>", says: "settings file of the service, in which each source of the specs must be named" },
  },
  examples: `
Examples:
  headroom check slo-specs/checkout.yaml
  headroom check --prometheus http://127.0.0.1:9090      also what only the data tell: selectors, buckets, retention
  headroom check --live                                  the same of the sources in headroom.yaml, with their credentials
  headroom check --config headroom.yaml                  also whether the settings name each source`,
  async run({ positionals, options }) {
    const { checkSpecs } = await import("./check/check-specs.ts");
    return checkSpecs(positionals, options);
  },
};
