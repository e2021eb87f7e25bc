import { sourcesByName } from "../../adapters/settings/sources-by-name.ts";
import { byPlace } from "../../core/diagnostics/source-text.ts";
import { objectivesOf } from "../../service/control/status-reader.ts";
import { askPrometheus, type LiveReport } from "./ask-prometheus.ts";
import { exitCode } from "../exit-code.ts";
import { fetchDefaults, type NamingOptions } from "../fetch-defaults.ts";
import { type FetchedSources, fetchSources, type SourceOptions } from "../fetch-sources.ts";
import { type FetchedSpecs, fetchSpecs } from "../fetch-specs.ts";
import { count, countProblems, defaultOutput, hasErrors, type ProblemOutput, showProblems } from "../show-problems.ts";

export interface CheckOptions extends NamingOptions, Omit<SourceOptions, "specs"> {
  readonly output?: ProblemOutput;
  readonly strict: boolean;
  readonly live?: true;
  readonly config?: string;
}

/** Checks specs and shows what is wrong. Returns the exit code. */
export async function checkSpecs(paths: readonly string[], options: CheckOptions): Promise<number> {
  const { output = defaultOutput(), strict, live, prometheus, tokenFile, config } = options;
  const isLive = live === true || prometheus !== undefined;
  // Which sources there are counts only where somebody asks: specs are checked without a service.
  const given = { ...(prometheus && { prometheus }), ...(tokenFile && { tokenFile }), ...(config && { config }) };
  const sources = isLive || config !== undefined ? await fetchSources(given) : undefined;
  const specs = await fetchSpecs(paths, knownNames(sources, config), await fetchDefaults(options));
  const reports = isLive && sources !== undefined ? await askAll(specs, sources) : [];
  const diagnostics = [...specs.diagnostics, ...reports.flatMap((report) => report.diagnostics)].toSorted(byPlace);
  process.stdout.write(showProblems(diagnostics, specs.sources, output));
  const told = reports.flatMap(({ remarks, problem }) => [remarks, problem ?? ""]);
  process.stderr.write(`${told.join("")}${summary({ ...specs, diagnostics })}\n`);
  if (reports.some(({ problem }) => problem !== undefined)) return exitCode.outside;
  return hasErrors(diagnostics) || (strict && diagnostics.length > 0) ? exitCode.problems : exitCode.done;
}

/** A settings file that is named and names no source still means the default alone. */
const knownNames = (sources: FetchedSources | undefined, config: string | undefined): readonly string[] | undefined =>
  config === undefined ? sources?.names : sources && [...sourcesByName(sources.settings).keys()];

/** Each Prometheus about the specs that name it; of one that the settings do not know, that is said already. */
async function askAll(specs: FetchedSpecs, { settings, sourceOf }: FetchedSources): Promise<readonly LiveReport[]> {
  const groups = Map.groupBy(specs.services, ({ source }) => sourceOf(source));
  // Where every spec has errors, the usual server still has to answer.
  if (groups.size === 0) groups.set(sourceOf("default"), []);
  const reports: LiveReport[] = [];
  for (const [source, services] of groups)
    if (source !== undefined) reports.push(await askPrometheus(source, settings, { ...specs, services }));
  return reports;
}

const summary = ({ services, diagnostics, sources }: FetchedSpecs): string =>
  `${count(sources.size, "file")}, ${count(objectivesOf(services).length, "SLO")}, ${countProblems(diagnostics)}`;
