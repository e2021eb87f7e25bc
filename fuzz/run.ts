import { parseArgs } from "node:util";
import { runRound, SUBJECTS } from "./rounds.ts";

// npm run fuzz -- [--seconds N] [--rounds N] [--seed N] [--subject NAME]: hostile inputs, held against promtool.

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "60" },
    rounds: { type: "string" },
    seed: { type: "string" },
    subject: { type: "string", multiple: true, default: [...SUBJECTS] },
  },
});

/** A round takes some seconds; on a machine that is busy some tens of them. */
const PATIENCE_MS = 300_000;

const endMs = performance.now() + Number(values.seconds) * 1000;
const most = values.rounds === undefined ? Infinity : Number(values.rounds);
const first = values.seed === undefined ? Math.floor(Date.now() / 1000) : Number(values.seed);
const tried = new Map<string, number>();
let failed = 0;

for (let round = 0; round < most && (values.rounds !== undefined || performance.now() < endMs); round++) {
  for (const subject of values.subject) {
    const seed = first + round;
    const outcome = await runRound(subject, seed, PATIENCE_MS);
    tried.set(subject, (tried.get(subject) ?? 0) + outcome.tried);
    failed += outcome.failures.length;
    for (const { input, problem } of outcome.failures.toSorted((a, b) => a.input.length - b.input.length))
      process.stdout.write(`${subject}, seed ${seed}: ${problem}\n  ${JSON.stringify(input)}\n`);
  }
}
const counts = [...tried].map(([subject, count]) => `${count} ${subject}`).join(", ");
process.stdout.write(`seed ${first}: ${counts}; ${failed} ${failed === 1 ? "failure" : "failures"}\n`);
if (failed > 0) process.exitCode = 1;
