import { readFile, writeFile } from "node:fs/promises";
import { codeOf, reasonOf } from "../../adapters/files/refused-entry.ts";
import { printDuration } from "../../core/budget/print.ts";
import { playHeadroom, playRival, playWritten, withUtilization } from "../../core/simulation/compare.ts";
import { asItWas } from "../../core/simulation/contestants/as-it-was.ts";
import { parseRival } from "../../core/simulation/contestants/parse-rival.ts";
import { playLoad } from "../../core/simulation/model/load.ts";
import { oddities } from "../../core/simulation/trace/oddities.ts";
import { parseTrace } from "../../core/simulation/trace/parse-trace.ts";
import type { TraceFault } from "../../core/simulation/trace/trace.ts";
import { exitCode } from "../exit-code.ts";
import { UsageError } from "../usage-error.ts";
import type { Comparison, Swept } from "./comparison.ts";
import { sweepOf } from "./parse-options.ts";
import type { SimulateOptions } from "./simulate-options.ts";
import { printComparison, toJson } from "./print-comparison.ts";
import { fetchPastLoad, type PastLoad } from "./past-load.ts";
import type { Outcome } from "../../core/simulation/run.ts";
import { takenFor, writtenRivals } from "./written-rivals.ts";
import { arenaOf } from "./arena.ts";
import { type Replayed, replayedPolicy } from "./replayed-policy.ts";

/** Replays a trace, or what was. Returns the exit code. @throws UsageError for options that cannot be used */
export async function simulate(options: SimulateOptions): Promise<number> {
  const { output, report } = options;
  const rivals = rivalsOf(options.against);
  const settings = options.sweep === undefined ? [] : sweepOf(options.sweep);
  const replayed = await replayedPolicy(options.spec, options.scaling);
  const played = await loadOf(options, replayed);
  if (played === undefined) return exitCode.problems;
  const { trace, file } = played;
  const load = playLoad(trace, { peak: options.peak, riseSeconds: options.rise });
  const arena = arenaOf(load, options, replayed, played);
  const past = played.replicas === undefined ? undefined : asItWas(played.replicas);
  const own = await playHeadroom(arena, past);
  const sweep: Swept[] = [];
  for (const utilization of settings)
    sweep.push({ ...(await playHeadroom(withUtilization(arena, utilization), past)), utilization });
  const manifest =
    options.manifest === undefined ? [] : writtenRivals(options.manifest, await textOf(options.manifest));
  const fromManifest: Outcome[] = [];
  for (const autoscaler of manifest) fromManifest.push(await playWritten(arena, autoscaler, past));
  const all = played.replicas === undefined ? rivals : [asItWas(played.replicas), ...rivals];
  const comparison: Comparison = {
    file,
    trace,
    arena,
    riseSeconds: options.rise,
    own,
    measured: played.capacity,
    past: past === undefined ? "by 60% CPU" : "as it was",
    rivals: [...fromManifest, ...all.map((make) => playRival(arena, make))],
    takenFor: manifest.map(takenFor),
    sweep,
  };
  process.stdout.write(output === "json" ? toJson(comparison) : printComparison(comparison));
  if (report !== undefined) await writeReport(report, comparison);
  return exitCode.done;
}

type Played = PastLoad & { readonly file: string };

/** What is replayed; undefined where the file holds no trace, which is told. */
async function loadOf(options: SimulateOptions, replayed: Replayed): Promise<Played | undefined> {
  const { trace: file, from, spec, prometheus, config, tokenFile } = options;
  if (from !== undefined) {
    if (spec === undefined) throw new UsageError("whose load is to be replayed? add --spec with its scaling block");
    const sources = {
      ...(prometheus === undefined ? {} : { prometheus }),
      ...(config === undefined ? {} : { config }),
      ...(tokenFile === undefined ? {} : { tokenFile }),
    };
    const past = await fetchPastLoad(sources, replayed, from);
    for (const { problem, remedy } of oddities(past.trace)) process.stderr.write(`${problem}; ${remedy}\n`);
    return { ...past, file: `the last ${printDuration(from)} of ${replayed.policy.name}` };
  }
  if (file === undefined) throw new UsageError("what is to be replayed? add --trace demand.csv, or --from -7d");
  const parsed = parseTrace(await textOf(file));
  process.stderr.write(printFaults(file, parsed.ok ? parsed.warnings : parsed.faults));
  return parsed.ok
    ? { trace: parsed.trace, replicas: undefined, capacity: undefined, partitions: undefined, file }
    : undefined;
}

async function writeReport(file: string, comparison: Comparison): Promise<void> {
  const { reportPage } = await import("./report.ts");
  await writeFile(file, reportPage(comparison));
}

const rivalsOf = (against: string) =>
  against
    .split(",")
    .filter((text) => text.trim() !== "")
    .map((text) => {
      const rival = parseRival(text);
      if (!rival.ok) throw new UsageError(`--against: ${rival.problem}; ${rival.remedy}`);
      return rival.make;
    });

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${reasonOf(codeOf(error))}`);
  }
}

const printFaults = (file: string, faults: readonly TraceFault[]): string =>
  faults.map(({ line, problem, remedy }) => `${file}:${line}: ${problem}; ${remedy}\n`).join("");
