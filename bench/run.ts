import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";
import { measureCommandLine } from "./command-line.ts";
import { measureDecisions } from "./decisions.ts";
import { measureGrowth } from "./growth.ts";
import { measureKeda } from "./keda.ts";
import { measureLargeAnswers } from "./large-answers.ts";
import { measureRings } from "./ledger-memory.ts";
import { isMet, type Measurement, printTable } from "./measurement.ts";
import { measureLearning } from "./learning.ts";
import { measureMetricReads } from "./metric-reads.ts";
import { measurePages } from "./pages.ts";
import { measureRestarts } from "./restarts.ts";
import { keepResults } from "./results.ts";
import { measureRollout } from "./rollout.ts";
import { measureScalingQueries } from "./scaling-queries.ts";
import { measureSimulation } from "./simulation.ts";
import { measureUpstream } from "./upstream.ts";

// npm run bench -- [--only PART]... [--minutes N]: every promise about speed, measured in one run; ratios are taken
// within it, so the machine does not matter. Of parts that are left out, the results of before are kept. Pages are left
// open for so many minutes.

type Say = (line: string) => void;
type Part = (say: Say, minutes: number) => readonly Measurement[] | Promise<readonly Measurement[]>;

const PARTS: Readonly<Record<string, Part>> = {
  rings: measureRings,
  "command-line": measureCommandLine,
  decisions: measureDecisions,
  keda: measureKeda,
  "large-answers": measureLargeAnswers,
  learning: measureLearning,
  "metric-reads": measureMetricReads,
  pages: (_say, minutes) => measurePages(minutes),
  "scaling-queries": measureScalingQueries,
  simulation: measureSimulation,
  upstream: measureUpstream,
  restarts: measureRestarts,
  growth: measureGrowth,
  rollout: measureRollout,
};

const names = Object.keys(PARTS);
const { values } = parseArgs({
  options: { only: { type: "string", multiple: true, default: names }, minutes: { type: "string", default: "10" } },
});
const minutes = Number(values.minutes);
const unknown = values.only.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`--only is ${unknown.join(", ")}; write one of ${names.join(", ")}\n`);
  process.exitCode = 2;
} else if (!(minutes > 0)) {
  process.stderr.write(`--minutes is ${values.minutes}; write a number above 0\n`);
  process.exitCode = 2;
} else {
  const parts = names.filter((name) => values.only.includes(name));
  const [alone] = parts;
  if (alone !== undefined && parts.length === 1) await measure(alone);
  else for (const part of parts) measureApart(part);
}

/** In a process of its own: what is measured after others would find their heap, and code that is compiled for them. */
function measureApart(part: string): void {
  const own = [...process.execArgv, import.meta.filename, "--only", part, "--minutes", String(minutes)];
  const { status } = spawnSync(process.execPath, own, { stdio: "inherit" });
  if (status !== 0) process.exitCode = 1;
}

async function measure(part: string): Promise<void> {
  const rows = (await PARTS[part]?.((line) => process.stderr.write(`${line}\n`), minutes)) ?? [];
  keepResults(new URL("results.json", import.meta.url), names, new Map([[part, rows]]));
  process.stdout.write(`${printTable(rows)}\n`);
  if (!rows.every(isMet)) process.exitCode = 1;
}
