import type { CodePage } from "./code-page.ts";

/** Findings in rule files of any origin. */
export const LINT_CODES = {
  "page-on-cause": {
    title: "A page on a cause",
    in: "rules",
    explanation:
      "People are woken for what users feel. A busy CPU or a full queue may harm nobody, and what harms users may come without them: causes belong on a dashboard or into a ticket.",
    wrong: 'alert: HighCpu\nexpr: avg(rate(node_cpu_seconds_total{mode!="idle"}[5m])) > 0.9\nlabels: {severity: page}',
    mended:
      'alert: HighCpu\nexpr: avg(rate(node_cpu_seconds_total{mode!="idle"}[5m])) > 0.9\nlabels: {severity: ticket}',
  },
} as const satisfies Readonly<Record<string, CodePage>>;
