import { relative, sep } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { Service } from "../core/objective/objective.ts";
import type { GeneratedFile, RuleFormat } from "../core/rules/generate.ts";
import { exitCode } from "./exit-code.ts";
import type { ProblemOutput } from "./show-problems.ts";

interface GenerateOptions {
  readonly out: string;
  readonly check?: true;
  readonly output?: ProblemOutput;
  readonly format: RuleFormat;
  readonly dashboardUrl?: string;
  readonly uiUrl?: string;
  readonly namespace?: string;
  readonly label: Readonly<Record<string, string>>;
}

const EXAMPLE = `
Examples:
  headroom generate                       writes alert-rules/ and dashboards/ from slo-specs/
  headroom generate --check               shows what would change; exit 1 if anything would
  headroom generate --format prometheus-operator --label release=prometheus`;

export function register(program: Command): void {
  program
    .command("generate")
    .description("Write alert rules, their tests and Grafana dashboards from specs.")
    .argument("[paths...]", "spec files, folders of them, or - for standard input (default: slo-specs)")
    .option("--out <dir>", "folder to write alert-rules/ and dashboards/ into", ".")
    .option("--check", "write nothing; show the difference and exit 1 if there is one")
    .addOption(
      new Option(
        "--output <form>",
        "how to show problems, and drift with --check (default: text; github inside a GitHub workflow)",
      ).choices(["text", "json", "github"]),
    )
    .addOption(
      new Option("--format <format>", "rule files, or PrometheusRule objects")
        .choices(["prometheus", "prometheus-operator"])
        .default("prometheus"),
    )
    .option("--dashboard-url <url>", "where Grafana is, for links in alerts", webAddress)
    .option("--ui-url <url>", "where headroom serve is, for links in dashboards", webAddress)
    .option("--namespace <name>", "namespace of PrometheusRule objects (default: the spec's)")
    .option("--label <key=value>", "label of PrometheusRule objects; repeatable", collectLabel, {})
    .addHelpText("after", EXAMPLE)
    .action(async (paths: readonly string[], options: GenerateOptions) => {
      process.exitCode = await generate(paths, options);
    });
}

async function generate(paths: readonly string[], options: GenerateOptions): Promise<number> {
  const { fetchSpecs, holdsFolder } = await import("./fetch-specs.ts");
  const { services, diagnostics, sources } = await fetchSpecs(paths);
  const { defaultOutput, showProblems } = await import("./show-problems.ts");
  const output = options.output ?? defaultOutput();
  const isBroken = diagnostics.some(({ severity }) => severity === "error");
  // For people problems are talk beside the diff; a machine gets one document.
  if (output === "text") process.stderr.write(showProblems(diagnostics, sources, output, process.stderr));
  else if (output === "github" || isBroken) process.stdout.write(showProblems(diagnostics, sources, output));
  if (isBroken) {
    process.stderr.write("headroom: nothing was generated, because the specs have errors\n");
    return exitCode.problems;
  }
  const files = await generatedFiles(
    services.map((service) => relativeTo(options.out, service)),
    options,
  );
  const { findDrift, mendDrift, printDrift } = await import("./generate/drift.ts");
  const drift = await findDrift(options.out, files, !(await holdsFolder(paths)));
  if (options.check === true) {
    process.stdout.write(printDrift(drift, output));
    process.stderr.write(
      drift.length === 0
        ? `${files.length} files are as the specs want them\n`
        : `${drift.length} of ${files.length} files differ from the specs; run headroom generate\n`,
    );
    return drift.length === 0 ? exitCode.done : exitCode.problems;
  }
  await mendDrift(options.out, drift);
  for (const { path, wanted } of drift) process.stderr.write(`${wanted === undefined ? "deleted" : "wrote"} ${path}\n`);
  process.stderr.write(`${files.length} files, ${drift.length} changed\n`);
  return exitCode.done;
}

async function generatedFiles(
  services: readonly Service[],
  options: GenerateOptions,
): Promise<readonly GeneratedFile[]> {
  const { generateRules } = await import("../core/rules/generate.ts");
  const { generateDashboards } = await import("../core/dashboards/generate.ts");
  const { dashboardUrl, uiUrl, namespace, format, label } = options;
  return [
    ...generateRules(services, { format, dashboardUrl, namespace, labels: label }),
    ...generateDashboards(services, uiUrl === undefined ? {} : { uiUrl }),
  ];
}

/** Files name their spec as seen from where they stand, so that the bytes do not depend on the folder headroom runs in. */
function relativeTo(out: string, service: Service): Service {
  const seen = (file: string): string => (file === "-" ? file : relative(out, file).split(sep).join("/"));
  return { ...service, place: { ...service.place, file: seen(service.place.file) } };
}

function webAddress(text: string): string {
  if (!/^https?:\/\/[^\s/]+/.test(text))
    throw new InvalidArgumentError("Expected an address such as https://grafana.example.com.");
  return text.replace(/\/+$/, "");
}

function collectLabel(text: string, labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const [, key, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (key === undefined || value === undefined)
    throw new InvalidArgumentError("Expected key=value, such as release=prometheus.");
  return { ...labels, [key]: value };
}
