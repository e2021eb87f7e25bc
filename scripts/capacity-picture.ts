import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { BOUND, capacityDrawing, type Drawn } from "../src/cli/simulate/capacity-plot.ts";
import { escaped, gridOf, HEIGHT, WIDTH } from "../src/cli/simulate/figure.ts";
import { replayedPolicy } from "../src/cli/simulate/replayed-policy.ts";
import { followingBehavior } from "../src/core/manifests/behavior.ts";
import { playHeadroom } from "../src/core/simulation/compare.ts";
import { playLoad } from "../src/core/simulation/model/load.ts";
import { parseTrace } from "../src/core/simulation/trace/parse-trace.ts";

const TRACE = "docs/how-to/example-demand.csv";
const PEAK = 2000;
const PER_REPLICA = 50;

const [WIDE, HIGH] = [1000, 300];
/** Where the drawing begins, and how large it is. */
const AREA = { left: 64, top: 8, width: 924, height: 252 };

/** Colours for both backgrounds: a picture in a page of Markdown has no style but its own. */
const CSS = `
svg { color: #1f2937; background: #ffffff; font: 11px system-ui, sans-serif; } svg svg { background: none; }
text { fill: currentColor; } .grid { stroke: #8886; } .bound { stroke: #dc2626; stroke-dasharray: 6 4; }
.bounds { stroke: #2563eb88; stroke-width: 2; } .level { stroke: #2563eb; stroke-width: 6; stroke-linecap: round; }
.band { fill: #05966933; } .learned { stroke: #059669; stroke-width: 2; } svg svg * { vector-effect: non-scaling-stroke; }
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
  const drawn = capacityDrawing(capacity, service.errorBudget * policy.capacity.spend);
  if (drawn === undefined) throw new Error(`nothing is learned of ${TRACE}`);
  return pictureOf(drawn);
}

/** A picture has no page that could write its texts. */
function pictureOf({ facts, drawing, bound }: Drawn): string {
  const { left, top, width, height } = AREA;
  const y = (share: number): string => (top + (1 - share) * height).toFixed(1);
  const up = facts.up.map(
    ({ share, text }) => `<text x="${left - 6}" y="${y(share)}" dy="4" text-anchor="end">${text}</text>`,
  );
  const along = facts.along.map(
    ({ share, text }) =>
      `<text x="${(left + share * width).toFixed(1)}" y="${HIGH - 16}" text-anchor="middle">${text}</text>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDE} ${HIGH}" role="img" aria-label="${escaped(facts.label)}">`,
    `<style>${CSS}</style>`,
    `<svg x="${left}" y="${top}" width="${width}" height="${height}" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none">`,
    ...gridOf(facts.up),
    ...drawing,
    "</svg>",
    ...up,
    ...along,
    `<text x="${left + 6}" y="${y(bound)}" dy="-5">${BOUND}</text>`,
    "</svg>\n",
  ].join("\n");
}
