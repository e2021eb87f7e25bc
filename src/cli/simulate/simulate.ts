import { readFile, writeFile } from "node:fs/promises";
import { codeOf, reasonOf } from "../../adapters/files/refused-entry.ts";
import { printDuration } from "../../core/budget/print.ts";
import { followingBehavior } from "../../core/manifests/behavior.ts";
import type { ScalingPolicy } from "../../core/objective/scaling-policy.ts";
import { type Arena, playHeadroom, playRival, playWritten, withUtilization } from "../../core/simulation/compare.ts";
import { asItWas } from "../../core/simulation/contestants/as-it-was.ts";
import { parseRival } from "../../core/simulation/contestants/parse-rival.ts";
import { type Load, playLoad } from "../../core/simulation/model/load.ts";
import { oddities } from "../../core/simulation/trace/oddities.ts";
import { parseTrace } from "../../core/simulation/trace/parse-trace.ts";
import type { TraceFault } from "../../core/simulation/trace/trace.ts";
import { ratio } from "../../core/units/ratio.ts";
import type { Seconds } from "../../core/units/seconds.ts";
import { exitCode } from "../exit-code.ts";
import { UsageError } from "../usage-error.ts";
import type { Comparison, Swept } from "./comparison.ts";
import { shareFrom, sweepOf } from "./parse-options.ts";
import { printComparison, toJson } from "./print-comparison.ts";
import { fetchPastLoad, type PastLoad } from "./past-load.ts";
import type { Outcome } from "../../core/simulation/run.ts";
import { takenFor, writtenRivals } from "./written-rivals.ts";
import { type Replayed, replayedPolicy } from "./replayed-policy.ts";

export interface SimulateOptions {
  readonly trace?: string;
  readonly from?: Seconds;
  readonly prometheus?: string;
  readonly config?: string;
  readonly tokenFile?: string;
  readonly spec?: string;
  readonly scaling?: string;
  readonly against: string;
  readonly manifest?: string;
  readonly peak?: number;
  readonly rise?: Seconds;
  readonly capacity?: number;
  readonly startup?: Seconds;
  readonly tolerance?: number;
  readonly target?: string;
  readonly sweep?: string;
  readonly report?: string;
  readonly output: "text" | "json";
}

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
  const arena = arenaOf(load, options, replayed);
  if (arena.service.drainWithinSeconds === undefined && /(?:^|,)\s*lag:/.test(options.against))
    throw new UsageError("--against: lag needs a queue; add --spec with a scaling block that has a backlog");
  const past = played.replicas === undefined ? undefined : asItWas(played.replicas);
  const own = await playHeadroom(arena, past);
  const sweep: Swept[] = [];
  for (const utilization of settings)
    sweep.push({ ...(await playHeadroom(withUtilization(arena, utilization), past)), utilization });
  const manifest =
    options.manifest === undefined ? [] : writtenRivals(options.manifest, await textOf(options.manifest));
  const fromManifest: Outcome[] = [];
  for (const autoscaler of manifest) fromManifest.push(await playWritten(arena, autoscaler));
  const all = played.replicas === undefined ? rivals : [asItWas(played.replicas), ...rivals];
  const comparison: Comparison = {
    file,
    trace,
    arena,
    riseSeconds: options.rise,
    own,
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
async function loadOf(options: SimulateOptions, { policy, source }: Replayed): Promise<Played | undefined> {
  const { trace: file, from, spec, prometheus, config, tokenFile } = options;
  if (from !== undefined) {
    if (spec === undefined) throw new UsageError("whose load is to be replayed? add --spec with its scaling block");
    const sources = {
      ...(prometheus === undefined ? {} : { prometheus }),
      ...(config === undefined ? {} : { config }),
      ...(tokenFile === undefined ? {} : { tokenFile }),
    };
    const past = await fetchPastLoad(sources, source, policy, from);
    for (const { problem, remedy } of oddities(past.trace)) process.stderr.write(`${problem}; ${remedy}\n`);
    return { ...past, file: `the last ${printDuration(from)} of ${policy.name}` };
  }
  if (file === undefined) throw new UsageError("what is to be replayed? add --trace demand.csv, or --from -7d");
  const parsed = parseTrace(await textOf(file));
  process.stderr.write(printFaults(file, parsed.ok ? parsed.warnings : parsed.faults));
  return parsed.ok ? { trace: parsed.trace, replicas: undefined, file } : undefined;
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

function arenaOf(load: Load, options: SimulateOptions, { policy: block, target: promised }: Replayed): Arena {
  const target = options.target === undefined ? promised : shareFrom("--target", 0)(options.target);
  if (target === 1) throw new UsageError("--target is 1, which leaves no budget; write 99.9%");
  const declared = capacityOf(block, options);
  const policy: ScalingPolicy = {
    ...block,
    capacity: block.capacity.kind === "learn" ? block.capacity : { ...block.capacity, perReplica: declared },
    startup: options.startup ?? block.startup,
    tolerance: options.tolerance === undefined ? block.tolerance : ratio(options.tolerance),
  };
  const service = {
    perReplica: options.capacity ?? declared,
    startupSeconds: policy.startup,
    limits: policy.limits,
    errorBudget: 1 - target,
    drainWithinSeconds: policy.backlog?.drainWithin,
  };
  return { load, service, policy, behavior: followingBehavior(policy) };
}

/** What the block says that a replica can take; without a spec it says what is true. */
function capacityOf({ capacity }: ScalingPolicy, { spec, capacity: real }: SimulateOptions): number {
  const declared = capacity.kind === "fixed" ? capacity.perReplica : undefined;
  const found = spec === undefined ? (real ?? declared) : (declared ?? real);
  if (found !== undefined) return found;
  throw new UsageError(
    "the block learns its capacity, and what a replica of the model takes is not known; add --capacity 50",
  );
}

const printFaults = (file: string, faults: readonly TraceFault[]): string =>
  faults.map(({ line, problem, remedy }) => `${file}:${line}: ${problem}; ${remedy}\n`).join("");
