import { readFile } from "node:fs/promises";
import { z } from "zod";

const results = z.object({
  measurements: z.array(
    z.object({
      name: z.string(),
      measured: z.number().optional(),
      /** Why it was not measured. */
      skipped: z.string().optional(),
      unit: z.string(),
      goal: z.union([z.object({ atLeast: z.number() }), z.object({ atMost: z.number() })]).optional(),
      met: z.boolean(),
    }),
  ),
});

/** One line of the last committed run. */
export type Result = z.infer<typeof results>["measurements"][number];

/** What the last committed run of `npm run bench` measured. */
export async function fetchResults(): Promise<readonly Result[]> {
  return results.parse(JSON.parse(await readFile(new URL("../bench/results.json", import.meta.url), "utf8")))
    .measurements;
}

/** The page of the last committed run of `npm run bench`. */
export async function benchmarkReference(): Promise<string> {
  const all = await fetchResults();
  const rows = all
    .filter(({ name }) => wayOf(name) === undefined)
    .map((row) => `| ${row.name} | ${measured(row)} | ${goal(row)} | ${verdict(row)} |`);
  return [
    INTRODUCTION,
    waysTable(all),
    PEERS,
    `## All that is measured\n\n${EXPLANATIONS}`,
    `| what | measured | goal | met |\n|---|---|---|---|\n${rows.join("\n")}\n`,
  ].join("\n\n");
}

/** What is told of each way of following SLOs, one column each. */
const COLUMNS = ["Prometheus CPU per SLO and 30 s", "samples written per SLO and 30 s", "series kept per SLO"];

/** The way that a row is of, where the row is one of a column. */
const wayOf = (name: string): string | undefined => {
  const column = COLUMNS.find((one) => name.startsWith(`${one}: `));
  return column === undefined ? undefined : name.slice(column.length + 2);
};

/** What must pass until the numbers of a month are those of its events, by the way's name. */
const READY: Readonly<Record<string, string>> = {
  "Sloth, rules every 30 s": "30 days: it takes the mean of what it has recorded",
  "Sloth, rules as it writes them (every minute)": "30 days, likewise",
  Pyrra: "one evaluation: it reads 30 days of raw samples every 2.5 min",
  "Pyrra, performance mode": "30 days: it adds up what it has recorded",
  "Headroom, generated rules and alerts": "one count, within 3 h of the first evaluation",
  "Headroom, ledger": "one reading of the raw samples: *cold start* below",
  "Headroom, ledger, no counters shared": "likewise",
};

function waysTable(all: readonly Result[]): string {
  const byName = new Map(all.map((row) => [row.name, row]));
  const ways = [...new Set(all.flatMap(({ name }) => wayOf(name) ?? []))];
  const lines = ways.map((way) => {
    const cells = COLUMNS.map((column) => {
      const row = byName.get(`${column}: ${way}`);
      return row === undefined ? "" : measured(row).trimEnd();
    });
    return `| ${[way, ...cells, READY[way] ?? ""].join(" | ")} |`;
  });
  return `| way | ${COLUMNS.join(" | ")} | until 30 days are right |\n|---|---|---|---|---|\n${lines.join("\n")}`;
}

const INTRODUCTION = `# Benchmarks

\`npm run bench\` measures every promise about speed in one run, each part in a process of its own, prints a table for each and writes \`bench/results.json\`; this page shows the file as it was last committed. It exits with 1 when a goal is missed. \`--only\` with the name of a part measures that part alone, and keeps what was last measured of the others.

## What each way costs Prometheus

Prometheus' CPU is what a real Prometheus spends above its idle time, with 30 days of 24 counters for each of ten services, scraped every 30 s. The same data and the same SLOs are evaluated in turns, so a slow minute of the machine meets all; ratios are taken within the run, so its speed falls out of them. Sloth 0.16.0 and Pyrra 0.10.1 are their authors' own programs, built from their Go modules: each is given specs in its own format, and what its \`generate\` command writes is loaded, recording rules and alerts. The *generated rules and alerts* are those of \`headroom generate\`. Groups are evaluated as often as their maker says; what is evaluated more seldom than every 30 s is measured at 30 s, and counted as often as it happens. The *ledger* asks its real questions over HTTP.

Each service has five SLOs on the same counters, as SLOs of one service often have (availability of all requests, of a route, of a customer). Rules read the counters anew for each; the ledger reads them once for all. Where no two SLOs share counters it costs more for each, which has a row of its own: as many SLOs on 1,200 counters, of which those of the further services have the last three hours alone.`;

const PEERS = `- Sloth's rules every 30 s are the yardstick: that is how often the others look at short windows. As Sloth writes them, its groups name no interval, and Prometheus evaluates them every minute: half the cost, and pages that may be a minute later.
- Pyrra is measured with one SLO for each service, as in performance mode the rules of one SLO read what those of all others on the same counters have recorded. Only its main.go is changed, which embeds web pages that are not part of the Go module.
- Rules of SLOs look back over 30 days only where these were recorded or are still there. \`promtool tsdb create-blocks-from rules\` can write the past of recording rules by hand; neither tool does it by itself.
- Samples and series are those that rules write, as Prometheus counts them at the last evaluation of each group, while no alert is due.

Where the others are better: Pyrra in its default mode is right over 30 days from its first evaluation on, and at most 2.5 min old; those of the generated rules are up to 3 h old, and what went wrong since is added. Rules of any maker need no process beside Prometheus. Pyrra keeps the fewest series. The ledger needs a process of its own, with memory for each SLO, and the raw samples of the window.

A machine without Go, or on which a build does not end in time, says SKIPPED for what these programs are needed for.`;

const EXPLANATIONS = `*Reads of the metrics APIs* are those of one workload among a hundred, by five kept connections with a front proxy's certificate, whose access the cluster has allowed in the last seconds. The *bare server* is one of Node's own that demands the same certificate and answers the same bytes without looking at anything. Both run in a process of their own, in turns.

*Answers of 60,000 series* (15 MB) come at every step from a stand-in for Prometheus in a process of its own. The probe asks \`/livez\` a hundred times a second for as long; memory is the most that the kernel has seen of the service.

*Scaling rounds* are those of the real scaling controller, every 15 s, for policies with a demand and a saturation, whose replicas the cluster tells. *KEDA's Prometheus scaler* asks the same two queries, without their ages: each at every poll (30 s) and at every sync of the autoscaler (15 s), as it does without \`useCachedMetrics\`. Rounds ask for the age of each number and for the versions besides, so that nothing old is taken for new, and cost Prometheus more than KEDA's queries do. Polls of what was decided cost nothing further.

*Policies that learn* are those of the real study of capacities: 30 rounds read the past, each a day of demand, ready replicas and versions, and what is new; 18 further ones, ten minutes apart, read what is new alone, and are told by the 40 decisions that are made meanwhile. *Sloth's rules* are evaluated on the same month in the same run. Reading the past costs as much as these do in some minutes, and is done once after a start, a day of it in each round, so that nobody waits: each reads all samples of 24 counters in these days, for the demand and again for the versions.

*Starts* are those of the real service with one SLO for each of ten services and 30 days to be read: one that finds no checkpoint, and one that goes on from it. What Prometheus sends, and how often, is its own count of answers, those of remote reads included.

*Growth* is that of the real service, one spec file and 20 counters for each SLO, against a real Prometheus; each figure is the middle one of five steps of 30 s after the past was read. A step with 10,000 SLOs costs Prometheus half to two thirds as much again for each of them as with 1,000: a quarter of its 3 s goes into collecting what answers left behind, which with 1,000 is hardly due within a step. The past is of a quarter of an hour, so rings, which take memory as they fill, have hardly any yet: resident memory is all the rest. The window of 90 days is held against one of 30 in the ledger alone, in turns, with answers from memory. A reload is timed from the change of a file until the API tells it, with \`--specs-settle=50ms\`.`;

/** Three digits, as the table on the screen has them. */
function measured({ measured: value, skipped = "", unit }: Result): string {
  if (value === undefined) return `SKIPPED: ${skipped}`;
  return `${Math.abs(value) >= 100 ? value.toFixed(0) : Number(value.toPrecision(3))} ${unit}`;
}

function goal({ goal: promised, unit }: Result): string {
  if (promised === undefined) return "";
  return "atLeast" in promised ? `at least ${promised.atLeast} ${unit}` : `at most ${promised.atMost} ${unit}`;
}

function verdict({ goal: promised, met, measured: value }: Result): string {
  if (promised === undefined || value === undefined) return "";
  return met ? "yes" : "**no**";
}
