import { readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { followingBehavior } from "../src/core/manifests/behavior.ts";
import type { ScalingPolicy } from "../src/core/objective/scaling-policy.ts";
import { type Arena, playHeadroom, playRival, withUtilization } from "../src/core/simulation/compare.ts";
import { parseRival } from "../src/core/simulation/contestants/parse-rival.ts";
import { type Load, playLoad } from "../src/core/simulation/model/load.ts";
import type { Outcome } from "../src/core/simulation/run.ts";
import { parseTrace } from "../src/core/simulation/trace/parse-trace.ts";
import { ratio } from "../src/core/units/ratio.ts";
import { minutes } from "../src/core/units/seconds.ts";
import { policy } from "../test/fixtures/scaling.ts";
import { drawnLoad, SERVICE } from "../test/fixtures/simulation.ts";
import { standing } from "./fronts/front.ts";
import { drawnTraces } from "./fronts/traces.ts";

// npm run fronts [-- TRACE.csv...]: Headroom's front against each rival's point, on drawn traces, as a page of the docs;
// on traces that are named the same table, printed and not kept.

const PAGE = new URL("../docs/reference/fronts.md", import.meta.url);
const PEAK = 2000;
const RIVALS = ["cpu:60%", "cpu:70%", "rps:0.6", "rps:0.8", "kpa", "band:0.40-0.55", "oracle"];
const SETTINGS = [0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 1];
/** Whose turns are the measure of turns, and the setting whose turns are measured. */
const [MEASURE, USUAL] = ["cpu:60%", 0.8];

interface Played {
  readonly name: string;
  readonly load: Load;
}

/** How demand moves from row to row: on a straight line, or within the last minute. */
const [STRAIGHT, RISES] = [undefined, 60];

interface Way {
  readonly title: string;
  readonly about?: string;
  readonly facts: Partial<ScalingPolicy>;
  readonly riseSeconds: number | undefined;
}

const limits = SERVICE.limits;
const ways: readonly Way[] = [
  { title: "Without a forecast", facts: {}, riseSeconds: STRAIGHT },
  { title: "With `forecast: {}`", facts: { forecast: { lead: minutes(2), days: 14 } }, riseSeconds: STRAIGHT },
  {
    title: "With rises of 60 s",
    about:
      "Without a forecast, and demand moves to each row within the minute before it, which is harder for everybody: as `--rise 60s` has it. Of traces whose rows are a minute apart nothing changes.",
    facts: {},
    riseSeconds: RISES,
  },
];

const named = process.argv.slice(2);
const tables: string[] = [];
for (const { title, about, facts, riseSeconds } of ways) {
  const played = named.length === 0 ? drawn(riseSeconds) : named.map((file) => read(file, riseSeconds));
  tables.push([`## ${title}`, ...(about === undefined ? [] : [about]), await table(played, facts)].join("\n\n"));
}
if (named.length === 0) writeFileSync(PAGE, page(tables));
else process.stdout.write(`${tables.join("\n\n")}\n`);

function drawn(riseSeconds: number | undefined): readonly Played[] {
  return drawnTraces()
    .filter(({ stepSeconds }) => riseSeconds === undefined || stepSeconds > riseSeconds)
    .map(({ name, stepSeconds, days, demand }) => ({
      name,
      load: drawnLoad((days * 86_400) / stepSeconds, stepSeconds, demand, { peak: PEAK, riseSeconds }),
    }));
}

function read(file: string, riseSeconds: number | undefined): Played {
  const parsed = parseTrace(readFileSync(file, "utf8"));
  if (!parsed.ok) throw new Error(`${file}: ${parsed.faults[0]?.problem}`);
  return { name: basename(file, ".csv"), load: playLoad(parsed.trace, { peak: PEAK, riseSeconds }) };
}

async function table(all: readonly Played[], facts: Partial<ScalingPolicy>): Promise<string> {
  const rows = [`| trace | ${RIVALS.join(" | ")} | turns |`, `|---|${RIVALS.map(() => "---|").join("")}---|`];
  for (const { name, load } of all) {
    process.stderr.write(`${name}\n`);
    rows.push(await row(name, load, facts));
  }
  return rows.join("\n");
}

async function row(name: string, load: Load, facts: Partial<ScalingPolicy>): Promise<string> {
  const rules = policy({ limits, tolerance: ratio(0.1), ...facts });
  const arena: Arena = { load, service: SERVICE, policy: rules, behavior: followingBehavior(rules) };
  const front = [];
  for (const utilization of SETTINGS)
    front.push({ utilization, ...(await playHeadroom(withUtilization(arena, utilization))) });
  const rivals = RIVALS.map((text) => {
    const rival = parseRival(text);
    if (!rival.ok) throw new Error(rival.problem);
    return playRival(arena, rival.make);
  });
  const points = front.map(toPoint);
  const cells = rivals.map((rival) => {
    const { hours, budget } = standing(points, toPoint(rival));
    return `${shown(hours)} / ${shown(budget)} (${rival.budgetSpent.toFixed(1)}x)`;
  });
  const own = front.find(({ utilization }) => utilization === USUAL)?.turnsPerDay ?? Number.NaN;
  const its = rivals.find((rival) => rival.name === MEASURE)?.turnsPerDay ?? Number.NaN;
  return `| ${name} | ${cells.join(" | ")} | ${own.toFixed(0)} (${its.toFixed(0)}) |`;
}

function toPoint({ budgetSpent: budget, replicaHours: hours }: Outcome) {
  return { budget, hours };
}

/** Two digits, three where the second would hide on which side of 1 it is. */
function shown(share: number): string {
  if (!Number.isFinite(share)) return "–";
  return share > 100 ? share.toFixed(0) : share.toFixed(Math.abs(share - 1) < 0.05 ? 3 : 2);
}

function page(parts: readonly string[]): string {
  const about = drawnTraces().map(({ name, about: like, stepSeconds }) => `| ${name} | ${like} | ${stepSeconds} s |`);
  return `<!-- Made by npm run fronts; do not edit. -->

# Fronts

What Headroom needs at the budget of each rival, and spends at its replica-hours: **hours / budget**, as shares of what the rival needs, below 1 where Headroom is better. In brackets what the rival spends of its budget. Headroom's front is its run with \`utilization\` 0.5 to 1; budgets below 1x count as 1x, since what is left of a budget buys nothing. The last column has turns of direction a day at 0.8, and those of \`cpu:60%\`.

Everybody has a tolerance of 0.1, pods that are ready after a minute, and demand on a straight line between the rows of a trace, scaled to 2,000 requests a second. Headroom is followed by the autoscaler that \`headroom generate\` writes, the others by Kubernetes' own defaults. [What the model leaves out](../how-to/replay-a-load.md#what-the-model-is-and-what-it-leaves-out) goes for all of them. The oracle knows what comes within a start-up: where it needs more than a rival too, nobody could do better.

\`rps\` is KEDA on requests, \`band\` a band of latency as published for pools of language models, \`kpa\` Knative's autoscaler, whose data are 5 s old and not 15: where Headroom needs more hours than that, it is for these 10 s. Headroom asks for more than comes where a rise ends sooner than it began to look, and gives that back: where demand never rests (\`bursty\`) it turns more often than \`cpu:60%\`.

${parts.join("\n\n")}

## Traces

Each has a week. The constants of the law were chosen on traces of the other kinds than \`two peaks\` and \`batch\`, with other chance, and on two real ones.

| trace | is | a row each |
|---|---|---|
${about.join("\n")}

\`npm run fronts\` makes this page anew; \`npm run fronts -- demand.csv\` prints the table for traces of yours.
`;
}
