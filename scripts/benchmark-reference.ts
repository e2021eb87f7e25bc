import { readFile } from "node:fs/promises";
import { z } from "zod";

const results = z.object({
  measurements: z.array(
    z.object({
      name: z.string(),
      measured: z.number(),
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
  const rows = (await fetchResults()).map(
    (row) => `| ${row.name} | ${measured(row)} | ${goal(row)} | ${verdict(row)} |`,
  );
  return `${INTRODUCTION}\n\n| what | measured | goal | met |\n|---|---|---|---|\n${rows.join("\n")}\n`;
}

const INTRODUCTION = `# Benchmarks

\`npm run bench\` measures every promise about speed in one run, prints a table and writes \`bench/results.json\`; this page shows the file as it was last committed. It exits with 1 when a goal is missed.

Prometheus' CPU is what a real Prometheus spends above its idle time, with 30 days of 24 counters for each of ten services, scraped every 30 s. *Usual rules* are, for each SLO, seven error ratios \`sum(rate(bad[w])) / sum(rate(total[w]))\` from 5m to 3d, and the 30 days as the mean of the 5-minute ratios, evaluated by Prometheus' own rule engine every 30 s. The *generated rules and alerts* are those of \`headroom generate\`, evaluated the same way. The *ledger* asks its real questions over HTTP. Ratios are taken within the run, so the speed of the machine falls out of them.

*Reads of the metrics APIs* are those of one workload among a hundred, by five kept connections with a front proxy's certificate, whose access the cluster has allowed in the last seconds. The *bare server* is one of Node's own that demands the same certificate and answers the same bytes without looking at anything. Both run in a process of their own, in turns.

*Answers of 60,000 series* (15 MB) come at every step from a stand-in for Prometheus in a process of its own. The probe asks \`/livez\` a hundred times a second for as long; memory is the most that the kernel has seen of the service.

*Scaling rounds* are those of the real scaling controller, every 15 s, for policies with a demand and a saturation, whose replicas the cluster tells. *KEDA's Prometheus scaler* asks the same two queries, without their ages: each at every poll (30 s) and at every sync of the autoscaler (15 s), as it does without \`useCachedMetrics\`. Rounds ask for the age of each number and for the versions besides, so that nothing old is taken for new, and cost Prometheus more than KEDA's queries do. Polls of what was decided cost nothing further.`;

/** Three digits, as the table on the screen has them. */
function measured({ measured: value, unit }: Result): string {
  return `${Math.abs(value) >= 100 ? value.toFixed(0) : Number(value.toPrecision(3))} ${unit}`;
}

function goal({ goal: promised, unit }: Result): string {
  if (promised === undefined) return "";
  return "atLeast" in promised ? `at least ${promised.atLeast} ${unit}` : `at most ${promised.atMost} ${unit}`;
}

function verdict({ goal: promised, met }: Result): string {
  if (promised === undefined) return "";
  return met ? "yes" : "**no**";
}
