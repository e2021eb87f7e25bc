import type { Log } from "../ports/log.ts";
import type { LoadedSpecs } from "./spec-set.ts";

/** Logs what came of reading all specs. */
export function tellLoaded({ files, badFiles, outdated, diagnostics }: LoadedSpecs, slos: number, log: Log): void {
  log.info("specs loaded", { files, slos, ...(badFiles === 0 ? {} : { badFiles, outdated }) });
  for (const { file, line, column, severity, code, problem } of diagnostics)
    log.warn("a spec has a problem", { place: `${file}:${line}:${column}`, severity, code, problem });
}
