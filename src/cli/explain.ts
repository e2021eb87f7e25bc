import type { CommandSpec } from "./command-spec.ts";
import type { ExplainOptions } from "./explain/explain.ts";
import { tokenFile } from "./shared-arguments.ts";

export const explainCommand: CommandSpec<ExplainOptions> = {
  name: "explain",
  summary: "Say how many replicas a workload needs, or needed at some time, and why.",
  positionals: [{ value: "<scaling>", says: "name of a scaling block, or service/name where several have it" }],
  options: {
    at: {
      value: "<time>",
      says: "a time such as 14:04 (the last one, in UTC), 2026-01-31T14:04:00Z or Unix seconds (default: now)",
    },
    url: { value: "<url>", says: "a running headroom serve (default: http://127.0.0.1:8080)" },
    tokenFile: tokenFile("the service"),
    output: { value: "<form>", says: "text or json", choices: ["text", "json"], default: "text" },
  },
  examples: `
Examples:
  headroom explain checkout
  headroom explain shop/checkout --at 14:04`,
  async run({ positionals, options }) {
    const { explain } = await import("./explain/explain.ts");
    return explain(positionals[0] ?? "", options);
  },
};
