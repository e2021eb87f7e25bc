import type { CommandSpec } from "./command-spec.ts";
import { tokenFile } from "./shared-arguments.ts";
import { agoFrom, countFrom, numberFrom, secondsFrom, shareFrom } from "./simulate/parse-options.ts";
import type { SimulateOptions } from "./simulate/simulate-options.ts";

export const simulateCommand: CommandSpec<SimulateOptions> = {
  name: "simulate",
  summary:
    "Replay a load against Headroom and against the scaling that you have: budget spent, replica-hours, and why.",
  options: {
    trace: { value: "<file>", says: "CSV with columns time,demand and, where known, bad_ratio and capacity_factor" },
    from: {
      value: "<ago>",
      says: "replay what was from -7d until now, as Prometheus knows it, beside the replicas that were there",
      parse: agoFrom,
      conflicts: ["trace"],
    },
    prometheus: { value: "<url>", says: "the Prometheus that --from reads (default: that of the settings)" },
    config: { value: "<file>", says: "the settings file that names it (default: headroom.yaml, where there is one)" },
    tokenFile: tokenFile("that Prometheus"),
    spec: {
      value: "<path>",
      says: "spec file or folder with the scaling block to replay (default: one of usual values)",
    },
    scaling: { value: "<name>", says: "its name, where there are several" },
    against: {
      value: "<rivals>",
      says: "rivals, such as cpu:60%,cpu:70%,rps:0.8,kpa,oracle,band:0.40-0.55,lag:500",
      default: "cpu:60%,cpu:70%,rps:0.8,kpa,oracle",
    },
    manifest: {
      value: "<file>",
      says: "play its HorizontalPodAutoscalers and ScaledObjects as rivals too",
    },
    peak: {
      value: "<rps>",
      says: "scale the trace, so that its 99.9th percentile is so many requests a second",
      parse: numberFrom("--peak", 1e9),
    },
    rise: {
      value: "<duration>",
      says: "demand moves to each sample within this time before it (default: on a straight line)",
      parse: secondsFrom("--rise"),
    },
    capacity: {
      value: "<rps>",
      says: "what one replica really takes, in requests a second (default: what the scaling block says)",
      parse: numberFrom("--capacity", 1e9),
    },
    partitions: {
      value: "<n>",
      says: "how many consumers a queue has work for at once (default: what Prometheus says with --from, else any number)",
      parse: countFrom("--partitions", 1e6),
    },
    startup: {
      value: "<duration>",
      says: "when a new pod is ready (default: what the scaling block says, 60s)",
      parse: secondsFrom("--startup"),
    },
    tolerance: {
      value: "<share>",
      says: "by how much a number may miss before an autoscaler acts (default: what the scaling block says, 0.1)",
      parse: shareFrom("--tolerance", 0),
    },
    target: {
      value: "<ratio>",
      says: "the share of good requests that is promised (default: that of the block's first SLO, or 99.9%)",
    },
    sweep: { value: "<range>", says: "play Headroom with several settings: utilization=0.5..1, in steps of 0.05" },
    report: { value: "<file>", says: "write an HTML page with plots of it all" },
    output: { value: "<form>", says: "text or json", choices: ["text", "json"], default: "text" },
  },
  examples: `
Examples:
  headroom simulate --from -7d --spec slo-specs/checkout.yaml --report report.html
  headroom simulate --trace demand.csv --peak 2000
  headroom simulate --trace demand.csv --spec slo-specs/checkout.yaml --against cpu:60%,kpa --report report.html
  headroom simulate --trace demand.csv --peak 2000 --manifest hpa.yaml --against oracle
  headroom simulate --trace demand.csv --peak 2000 --sweep utilization=0.5..1 --output json`,
  async run({ options }) {
    const { simulate } = await import("./simulate/simulate.ts");
    return simulate(options);
  },
};
