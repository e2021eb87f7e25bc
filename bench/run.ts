import { writeFileSync } from "node:fs";
import { measureCommandLine } from "./command-line.ts";
import { measureDecisions } from "./decisions.ts";
import { measureKeda } from "./keda.ts";
import { measureLargeAnswers } from "./large-answers.ts";
import { measureRings } from "./ledger-memory.ts";
import { isMet, type Measurement, printTable } from "./measurement.ts";
import { measureMetricReads } from "./metric-reads.ts";
import { measureScalingQueries } from "./scaling-queries.ts";
import { measureUpstream } from "./upstream.ts";

// npm run bench: every promise about speed, measured in one run; ratios are taken within it, so the machine does not
// matter.

const RESULTS = new URL("results.json", import.meta.url);

const rows: readonly Measurement[] = [
  ...measureRings(),
  ...measureCommandLine(),
  ...(await measureDecisions()),
  ...(await measureKeda()),
  ...(await measureLargeAnswers()),
  ...(await measureMetricReads()),
  ...(await measureScalingQueries()),
  ...(await measureUpstream((line) => process.stderr.write(`${line}\n`))),
];
process.stdout.write(`${printTable(rows)}\n`);
writeFileSync(
  RESULTS,
  `${JSON.stringify({ measurements: rows.map((row) => ({ ...row, met: isMet(row) })) }, undefined, 2)}\n`,
);
if (!rows.every(isMet)) process.exitCode = 1;
