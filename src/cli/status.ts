import { STATES } from "../core/budget/states.ts";
import type { CommandSpec } from "./command-spec.ts";
import { tokenFile } from "./shared-arguments.ts";
import type { StatusOptions } from "./status/status.ts";

export const statusCommand: CommandSpec<StatusOptions> = {
  name: "status",
  summary: "Show how the SLOs stand: budget left, burn rates, time until the budget is empty; the most urgent first.",
  options: {
    url: {
      value: "<url>",
      says: "a running headroom serve (default: http://127.0.0.1:8080)",
      conflicts: ["prometheus", "config", "specs"],
    },
    prometheus: { value: "<url>", says: "compute from this Prometheus and the specs, without a service" },
    specs: {
      value: "<path>",
      says: "compute from this spec file or folder (default: that of the settings, slo-specs)",
    },
    config: {
      value: "<file>",
      says: "compute from the sources of this settings file (default, with --prometheus or --specs: headroom.yaml, where there is one)",
    },
    tokenFile: tokenFile("the service or of the Prometheus"),
    service: { value: "<name>", says: "only this service" },
    state: {
      value: "<state>",
      says: "only SLOs in this state",
      choices: STATES,
    },
    output: { value: "<form>", says: "text or json", choices: ["text", "json"], default: "text" },
    watch: { says: "show again every 5 seconds, until interrupted" },
  },
  examples: `
Examples:
  headroom status                                                 asks the service at http://127.0.0.1:8080
  headroom status --prometheus http://127.0.0.1:9090 --specs slo-specs     needs no service: computes once
  headroom status --config headroom.yaml                          the sources of the settings, with their credentials
  headroom status --watch --state burning`,
  async run({ options }) {
    const { status } = await import("./status/status.ts");
    return status(options);
  },
};
