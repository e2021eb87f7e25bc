import { printDuration } from "../../core/budget/print.ts";
import type { RuleStatesView, RuleStateView } from "../../service/http/views/rule-views.ts";

type Group = RuleStatesView["groups"][number];

/** How a rule stands, in a word that never looks better than what is known, and how bad that is. */
export interface RuleWord {
  readonly word: string;
  readonly tone: "well" | "warn" | "bad" | "unknown";
}

export function wordOf({ loaded, health, state, firing }: RuleStateView): RuleWord {
  if (loaded === null) return { word: "◌ not known", tone: "unknown" };
  if (!loaded) return { word: "■ not loaded", tone: "bad" };
  if (health === "err") return { word: "■ fails", tone: "bad" };
  if (state === "firing") return { word: firing > 1 ? `▲ firing, ${firing} groups` : "▲ firing", tone: "bad" };
  if (state === "pending") return { word: "◢ pending", tone: "warn" };
  if (health !== "ok") return { word: "◌ not evaluated yet", tone: "unknown" };
  return { word: state === null ? "● recorded" : "● quiet", tone: "well" };
}

/** How all rules stand, in a sentence, and whether anything is wrong. */
export function summaryOf({ problem, source, groups }: RuleStatesView): RuleWord {
  const rules = groups.flatMap((group) => group.rules);
  if (problem !== null) return { word: `Nobody knows whether ${source} has these rules: ${problem}`, tone: "unknown" };
  const missing = rules.filter(({ loaded }) => loaded !== true).length;
  const failing = rules.filter(({ health }) => health === "err").length;
  if (missing === rules.length)
    return {
      word: `${source} has loaded none of these ${rules.length} rules: nothing pages for this service`,
      tone: "bad",
    };
  const wrong = [
    ...(missing > 0 ? [`${missing} of ${rules.length} rules not loaded as generated`] : []),
    ...(failing > 0 ? [failing === 1 ? "1 rule fails" : `${failing} rules fail`] : []),
  ];
  if (wrong.length > 0) return { word: `${wrong.join("; ")}: alerts of this service may stay silent`, tone: "bad" };
  const waiting = rules.filter(({ health }) => health !== "ok").length;
  const first = waiting === 0 ? "" : `; ${waiting} wait for their first evaluation`;
  return { word: `All ${rules.length} rules are loaded${costOf(groups)}${first}`, tone: "well" };
}

/** What their evaluation takes of one core of Prometheus, as far as it told. */
function costOf(groups: readonly Group[]): string {
  const shares = groups.flatMap(({ lastEvaluation, evaluationSeconds, intervalSeconds }) =>
    lastEvaluation === null || evaluationSeconds === null ? [] : [evaluationSeconds / intervalSeconds],
  );
  if (shares.length === 0) return "; none was evaluated yet";
  const msPerMinute = shares.reduce((sum, share) => sum + share, 0) * 60_000;
  return `; evaluating them takes ${printMs(msPerMinute)} of each minute`;
}

/** Milliseconds with two digits, or what is less than can be told. */
export function printMs(ms: number): string {
  if (ms < 0.1) return "less than 0.1 ms";
  return ms >= 1000 ? `${Number((ms / 1000).toPrecision(2))} s` : `${Number(ms.toPrecision(2))} ms`;
}

/** How long ago something was, by this machine's clock. */
export function ago(at: string | null, now: number): string | undefined {
  return at === null ? undefined : `${printDuration(Math.max(0, (now - Date.parse(at)) / 1000))} ago`;
}
