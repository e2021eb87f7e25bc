import { DEMO_FAULTS } from "../../demo/shop/fault.ts";
import type { CommandSpec } from "./command-spec.ts";
import type { DemoFlags } from "./demo/demo.ts";

const downCommand: CommandSpec = {
  name: "down",
  summary: "End every demo of yours and remove what it left.",
  options: {},
  async run() {
    const { endDemos } = await import("./demo/down.ts");
    return endDemos();
  },
};

export const demoCommand: CommandSpec<DemoFlags> = {
  name: "demo",
  summary: "Start a shop with 30 days of history, break it, and get the page.",
  options: {
    fault: {
      value: "<kind>",
      says: "what goes wrong 30 s after the start",
      choices: DEMO_FAULTS,
      default: "errors",
    },
    once: {
      says: "end as soon as the page has fired and the burn was shown, or a story of replicas has been told; exit 1 names the part that failed",
      default: false,
    },
    grafanaUrl: {
      value: "<url>",
      says: "a running Grafana that gets the data source and the dashboards (default: the one on PATH, if any, is started)",
    },
    grafanaTokenFile: { value: "<file>", says: "file with the token of a service account of that Grafana" },
  },
  examples: `
Example:
  $ headroom demo --fault latency
`,
  subcommands: [downCommand],
  async run({ options }) {
    const { demo } = await import("./demo/demo.ts");
    return demo(options);
  },
};
