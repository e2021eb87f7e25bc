import { exitCode } from "../exit-code.ts";
import { fetchDefaults, type NamingOptions } from "../fetch-defaults.ts";
import { type FetchedSpecs, fetchSpecs, holdsFolder } from "../fetch-specs.ts";
import { defaultOutput, hasErrors, type ProblemOutput, showProblems } from "../show-problems.ts";
import type { FileOptions } from "./generated-files.ts";

export interface GenerateOptions extends FileOptions, NamingOptions {
  readonly check?: true;
  readonly output?: ProblemOutput;
}

/** Makes the generated files as the specs want them, or shows how they differ. Returns the exit code. */
export async function generate(paths: readonly string[], options: GenerateOptions): Promise<number> {
  const { out, check, output = defaultOutput() } = options;
  const specs = await fetchSpecs(paths, undefined, await fetchDefaults(options));
  tellProblems(specs, output);
  if (hasErrors(specs.diagnostics)) {
    process.stderr.write("headroom: nothing was generated, because the specs have errors\n");
    return exitCode.problems;
  }
  // Loading what generates takes longer than finding errors in specs.
  const { generatedFiles } = await import("./generated-files.ts");
  const { recommendedOnly } = await import("../../core/manifests/generate.ts");
  const { findDrift, mendDrift, printDrift } = await import("./drift.ts");
  const files = generatedFiles(specs.services, options);
  const services = new Set(specs.services.map(({ service }) => service));
  const drift = await findDrift(out, files, (await holdsFolder(paths)) ? undefined : services);
  if (check === true) {
    process.stdout.write(printDrift(drift, output));
    process.stderr.write(
      drift.length === 0
        ? `${files.length} files are as the specs want them\n`
        : `${drift.length} of ${files.length} files differ from the specs; run headroom generate\n`,
    );
    return drift.length === 0 ? exitCode.done : exitCode.problems;
  }
  await mendDrift(out, drift);
  for (const { service, policy } of recommendedOnly(specs.services))
    process.stderr.write(`no autoscaler for ${service.service}/${policy.name}: its mode is recommend\n`);
  for (const { path, wanted } of drift) process.stderr.write(`${wanted === undefined ? "deleted" : "wrote"} ${path}\n`);
  const { countGroups } = await import("../../core/rules/generate.ts");
  process.stderr.write(groupsLine(countGroups(specs.services)));
  process.stderr.write(`${files.length} files, ${drift.length} changed\n`);
  return exitCode.done;
}

/** @see Mimir, `ruler_max_rule_groups_per_tenant` */
const GROUPS_OF_A_TENANT = 70;

const groupsLine = (groups: number): string =>
  groups > GROUPS_OF_A_TENANT
    ? `${groups} rule groups; a tenant of Mimir has room for ${GROUPS_OF_A_TENANT}, unless ruler_max_rule_groups_per_tenant says more\n`
    : `${groups} rule groups\n`;

/** For people problems are talk beside the diff; a machine gets one document. */
function tellProblems({ diagnostics, sources }: FetchedSpecs, output: ProblemOutput): void {
  if (output === "text") process.stderr.write(showProblems(diagnostics, sources, output, process.stderr));
  else if (output === "github" || hasErrors(diagnostics))
    process.stdout.write(showProblems(diagnostics, sources, output));
}
