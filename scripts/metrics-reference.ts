import { BURN_WINDOWS } from "../src/core/objective/burn-window.ts";
import { STATES } from "../src/core/budget/states.ts";
import { EXPORTED } from "../src/core/sli/series-names.ts";
import { OWN_SERIES } from "../src/service/http/own-series.ts";
import { SCALING_SERIES } from "../src/service/http/scaling-metrics.ts";
import { SLO_SERIES } from "../src/service/http/slo-metrics.ts";

const INTRODUCTION = `# Metrics

\`headroom serve\` serves these series on \`/metrics\`.

## SLOs

Each carries \`service\`, \`slo\` and the labels that split the SLO (\`by\`). What has no number has no sample: not 0, not NaN. Only \`${EXPORTED.state}\` and the facts of the spec are always there. Pages must not read these series; the generated rules record their own, so that they fire with headroom dead.

\`window\` is ${BURN_WINDOWS.map((window) => `\`${window}\``).join(", ")}, a window of the SLO's own burn conditions, or \`slo\` for the window that its target is promised over; \`state\` is ${STATES.map((state) => `\`${state}\``).join(", ")}; \`quantile\` is \`0.5\`, \`0.95\` or \`0.99\`.
`;

const SCALING = `## Scaling

Each carries \`namespace\`, \`service\` and \`scaling\`. They are to be looked at: what an autoscaler reads is an error while nothing is known, and a missing sample is not.
`;

/** docs/reference/metrics.md */
export function metricsReference(): string {
  const slos = Object.entries(EXPORTED).map(([key, name]) => {
    const text = Object.entries(SLO_SERIES).find(([other]) => other === key)?.[1];
    return row(name, text?.labels ?? [], text?.help ?? "");
  });
  const own = Object.values(OWN_SERIES).map(({ name, labels, help }) => row(name, labels, help));
  const scaling = SCALING_SERIES.map(({ name, labels, help }) => row(name, labels, help));
  return `${INTRODUCTION}\n${table(slos)}\n${SCALING}\n${table(scaling)}\n## Headroom itself\n\n${table(own)}\nBesides, \`process_*\` and \`nodejs_*\` tell about the process and its runtime.\n`;
}

const table = (rows: readonly string[]): string => `| series | labels | |\n|---|---|---|\n${rows.join("")}`;

const row = (name: string, labels: readonly string[], help: string): string =>
  `| \`${name}\` | ${labels.map((label) => `\`${label}\``).join(" ")} | ${help} |\n`;
