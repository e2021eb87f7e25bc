import { DEFAULT_KEDA_SCALER } from "../core/manifests/options.ts";
import type { CommandSpec } from "./command-spec.ts";
import type { GenerateOptions } from "./generate/generate.ts";
import { scalerAddress, triggerAuthentication } from "./generate/keda.ts";
import { kubernetesMinor } from "./generate/kubernetes-version.ts";
import { collectLabel } from "./generate/label.ts";
import { webAddress } from "./generate/web-address.ts";
import { NAMING_OPTIONS, SETTINGS_FILE } from "./naming-arguments.ts";
import { problemOutput, SPEC_PATHS } from "./shared-arguments.ts";

export const generateCommand: CommandSpec<GenerateOptions> = {
  name: "generate",
  summary: "Write alert rules, their tests, Grafana dashboards and autoscalers from specs.",
  positionals: [SPEC_PATHS],
  options: {
    out: { value: "<dir>", says: "folder to write alert-rules/, dashboards/ and autoscaling/ into", default: "." },
    check: { says: "write nothing; show the difference and exit 1 if there is one" },
    output: problemOutput("problems, and drift with --check"),
    config: SETTINGS_FILE,
    format: {
      value: "<format>",
      says: "rule files, or PrometheusRule objects",
      choices: ["prometheus", "prometheus-operator"],
      default: "prometheus",
    },
    ...NAMING_OPTIONS,
    dashboardUrl: { value: "<url>", says: "where Grafana is, for links in alerts", parse: webAddress },
    uiUrl: { value: "<url>", says: "where headroom serve is, for links in dashboards", parse: webAddress },
    namespace: { value: "<name>", says: "namespace of PrometheusRule objects (default: the spec's)" },
    label: {
      value: "<key=value>",
      says: "label of PrometheusRule objects; repeatable",
      parse: collectLabel,
      default: {},
    },
    kubernetesVersion: {
      value: "<version>",
      says: "oldest Kubernetes of the autoscalers: from 1.35 on they have a tolerance of 0 (default: any with autoscaling/v2)",
      parse: kubernetesMinor,
    },
    kedaScaler: {
      value: "<host:port>",
      says: "where KEDA reaches headroom serve",
      parse: scalerAddress,
      default: DEFAULT_KEDA_SCALER,
    },
    kedaAuth: {
      value: "<[kind/]name>",
      says: "TriggerAuthentication, or ClusterTriggerAuthentication/name, with KEDA's certificates (default: plain text)",
      parse: triggerAuthentication,
    },
  },
  examples: `
Examples:
  headroom generate                       writes all of it from slo-specs/
  headroom generate --check               shows what would change; exit 1 if anything would
  headroom generate --severity page=critical --severity ticket=warning
  headroom generate --format prometheus-operator --label release=prometheus`,
  async run({ positionals, options }) {
    const { generate } = await import("./generate/generate.ts");
    return generate(positionals, options);
  },
};
