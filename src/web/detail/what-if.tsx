import { useState } from "preact/hooks";
import { shareLeft, toBurnRate } from "../../core/budget/burn.ts";
import { NO_NUMBER, printBudgetLeft, printBurnRate, printTarget } from "../../core/budget/print.ts";
import { ratio } from "../../core/units/ratio.ts";
import type { HistoryView, SloView } from "../../service/http/view.ts";
import { CopyButton } from "../components/copy-button.tsx";

interface Props {
  readonly group: SloView;
  readonly history: HistoryView;
}

/** Targets that people promise, and the one in use. */
const TARGETS = [0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999, 0.9995, 0.9999];

/** What would be left of another promise, by the events that are shown above. */
export function WhatIf({ group, history }: Props) {
  const targets = [...new Set([...TARGETS, group.target])].toSorted((a, b) => a - b);
  const [target, setTarget] = useState(group.target);
  const left = budgetWith(history, target);
  const yaml = `target: ${printTarget(target)}`;
  return (
    <section aria-labelledby="what-if">
      <h2 id="what-if">What if</h2>
      <label>
        Target{" "}
        <input
          type="range"
          min="0"
          max={targets.length - 1}
          value={targets.indexOf(target)}
          aria-valuetext={printTarget(target)}
          onInput={({ currentTarget }) => setTarget(targets[Number(currentTarget.value)] ?? group.target)}
        />{" "}
        <b class="number">{printTarget(target)}</b>
      </label>
      <p>
        Over the span above, <b>{left === undefined ? NO_NUMBER : printBudgetLeft(left.share)}</b> of the budget would
        be left, burnt at {left === undefined ? NO_NUMBER : printBurnRate(left.burn)} on average.{" "}
        {target === group.target ? "This is the target in use." : <CopyButton text={yaml} of={yaml} />}
      </p>
    </section>
  );
}

/** By the core's own arithmetic; undefined where nothing happened. */
function budgetWith(
  { points }: HistoryView,
  target: number,
): { readonly share: number; readonly burn: number } | undefined {
  let [bad, total] = [0, 0];
  for (const point of points) {
    bad += point.bad ?? 0;
    total += point.total ?? 0;
  }
  const share = shareLeft(bad, total, ratio(target));
  return share === undefined ? undefined : { share, burn: toBurnRate(ratio(bad / total), ratio(target)) };
}
