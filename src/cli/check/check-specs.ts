import { type ResolvedSettings, resolveSettings } from "../../adapters/settings/resolve.ts";
import { sourcesByName } from "../../adapters/settings/sources-by-name.ts";
import type { Settings } from "../../adapters/settings/schema.ts";
import { byPlace } from "../../core/diagnostics/source-text.ts";
import { askPrometheus } from "./ask-prometheus.ts";
import { exitCode } from "../exit-code.ts";
import { type FetchedSpecs, fetchSpecs } from "../fetch-specs.ts";
import { fetchSettings } from "../fetch-settings.ts";
import { count, countProblems, defaultOutput, type ProblemOutput, showProblems } from "../show-problems.ts";
import { UsageError } from "../usage-error.ts";

export interface CheckOptions {
  readonly output?: ProblemOutput;
  readonly strict: boolean;
  readonly prometheus?: string;
  readonly tokenFile?: string;
  readonly config?: string;
}

/** Checks specs and shows what is wrong. Returns the exit code. */
export async function checkSpecs(paths: readonly string[], options: CheckOptions): Promise<number> {
  const { output = defaultOutput(), strict, prometheus, tokenFile, config } = options;
  const settings = config === undefined ? undefined : await fetchNamedSettings(config);
  const limits = usable(resolveSettings({ flags: { prometheus, queryTimeout: "30s" }, env: {}, file: undefined }));
  const specs = await fetchSpecs(paths, settings && [...sourcesByName(settings).keys()]);
  const source =
    prometheus === undefined
      ? undefined
      : { url: prometheus, headers: {}, ...(tokenFile === undefined ? {} : { bearerTokenFile: tokenFile }) };
  const asked = source && (await askPrometheus(source, settings ?? limits, specs));
  const diagnostics = [...specs.diagnostics, ...(asked?.diagnostics ?? [])].toSorted(byPlace);
  process.stdout.write(showProblems(diagnostics, specs.sources, output));
  process.stderr.write(`${asked?.problem ?? ""}${summary({ ...specs, diagnostics })}\n`);
  if (asked?.problem !== undefined) return exitCode.outside;
  return diagnostics.some(({ severity }) => strict || severity === "error") ? exitCode.problems : exitCode.done;
}

/** The settings file is read only where it is named: specs are checked without a service. */
async function fetchNamedSettings(config: string): Promise<Settings> {
  const read = await fetchSettings({ config }, {});
  if (!read.ok) throw new UsageError(read.problems.join("\n"));
  return read.settings;
}

function usable(resolved: ResolvedSettings): Settings {
  if (!resolved.ok)
    throw new UsageError(resolved.problems.map(({ where, problem }) => `${where}: ${problem}`).join("\n"));
  return resolved.settings;
}

function summary({ services, diagnostics, sources }: FetchedSpecs): string {
  const slos = services.reduce((sum, { objectives }) => sum + objectives.length, 0);
  return `${count(sources.size, "file")}, ${count(slos, "SLO")}, ${countProblems(diagnostics)}`;
}
