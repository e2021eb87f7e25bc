import { sourcesByName } from "../../adapters/settings/sources-by-name.ts";
import { byPlace } from "../../core/diagnostics/source-text.ts";
import { objectivesOf } from "../../service/control/status-reader.ts";
import { askPrometheus } from "./ask-prometheus.ts";
import { exitCode } from "../exit-code.ts";
import { fetchNaming, type NamingOptions } from "../fetch-naming.ts";
import { type FetchedSpecs, fetchSpecs } from "../fetch-specs.ts";
import { fetchSettings, settingsOf, usable } from "../fetch-settings.ts";
import { namedPrometheus, ONE_SHOT_LIMITS } from "../named-prometheus.ts";
import { count, countProblems, defaultOutput, hasErrors, type ProblemOutput, showProblems } from "../show-problems.ts";

export interface CheckOptions extends NamingOptions {
  readonly output?: ProblemOutput;
  readonly strict: boolean;
  readonly prometheus?: string;
  readonly tokenFile?: string;
}

/** Checks specs and shows what is wrong. Returns the exit code. */
export async function checkSpecs(paths: readonly string[], options: CheckOptions): Promise<number> {
  const { output = defaultOutput(), strict, prometheus, tokenFile, config } = options;
  // Which sources there are counts only where the file is named: specs are checked without a service.
  const settings = config === undefined ? undefined : usable(await fetchSettings({ config }, {}));
  const limits = { ...usable(settingsOf({ prometheus })), ...ONE_SHOT_LIMITS };
  const specs = await fetchSpecs(paths, settings && [...sourcesByName(settings).keys()], await fetchNaming(options));
  const asked =
    prometheus === undefined
      ? undefined
      : await askPrometheus(namedPrometheus(prometheus, tokenFile), settings ?? limits, specs);
  const diagnostics = [...specs.diagnostics, ...(asked?.diagnostics ?? [])].toSorted(byPlace);
  process.stdout.write(showProblems(diagnostics, specs.sources, output));
  process.stderr.write(`${asked?.problem ?? ""}${summary({ ...specs, diagnostics })}\n`);
  if (asked?.problem !== undefined) return exitCode.outside;
  return hasErrors(diagnostics) || (strict && diagnostics.length > 0) ? exitCode.problems : exitCode.done;
}

const summary = ({ services, diagnostics, sources }: FetchedSpecs): string =>
  `${count(sources.size, "file")}, ${count(objectivesOf(services).length, "SLO")}, ${countProblems(diagnostics)}`;
