import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { capacityPlot } from "../src/cli/simulate/capacity-plot.ts";
import { replayedPolicy } from "../src/cli/simulate/replayed-policy.ts";
import { followingBehavior } from "../src/core/manifests/behavior.ts";
import { playHeadroom } from "../src/core/simulation/compare.ts";
import { playLoad } from "../src/core/simulation/model/load.ts";
import { parseTrace } from "../src/core/simulation/trace/parse-trace.ts";

const TRACE = "docs/how-to/example-demand.csv";
const PEAK = 2000;
const PER_REPLICA = 50;

/** Colours for both backgrounds: a picture in a page of Markdown has no style but its own. */
const STYLE = `
svg { color: #1f2937; background: #ffffff; font: 11px system-ui, sans-serif; }
text { fill: currentColor; } .grid { stroke: #8886; } .admitted { stroke: #dc2626; stroke-dasharray: 6 4; }
.bounds { stroke: #2563eb88; stroke-width: 2; } .level { fill: #2563eb; } .band { fill: #05966933; }
.learned { stroke: #059669; stroke-width: 2; }
@media (prefers-color-scheme: dark) { svg { color: #e5e7eb; background: #111827; } }
`;

/** `docs/images/learned-capacity.svg`: what a replay of the example learns of its model. */
export async function capacityPicture(): Promise<string> {
  const parsed = parseTrace(await readFile(join(import.meta.dirname, "..", TRACE), "utf8"));
  if (!parsed.ok) throw new Error(`${TRACE} is no trace`);
  const load = playLoad(parsed.trace, { peak: PEAK, riseSeconds: undefined });
  const { policy } = await replayedPolicy(undefined, undefined);
  const service = { perReplica: PER_REPLICA, startupSeconds: 60, limits: policy.limits, errorBudget: 0.001 };
  const { capacity } = await playHeadroom({ load, service, policy, behavior: followingBehavior(policy) });
  const svg = /<svg.*<\/svg>/s.exec(capacityPlot(capacity, service.errorBudget * policy.capacity.spend))?.[0] ?? "";
  return `${svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ').replace(">", `><style>${STYLE}</style>`)}\n`;
}
