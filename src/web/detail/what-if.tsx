import { useMemo, useState } from "preact/hooks";
import { NO_NUMBER, printBudgetLeft, printBurnRate, printTarget } from "../../core/budget/print.ts";
import type { HistoryView, SloDetailView, SloView } from "../../service/http/view.ts";
import { CopyButton } from "../components/copy-button.tsx";
import { Failed, Loading } from "../components/states.tsx";
import { Firings } from "./firings.tsx";
import { useFineHistory } from "./histories.ts";
import { budgetWith, lastOf, LENGTHS } from "./other-promise.ts";
import { firingsWith } from "./replayed.ts";

interface Props {
  readonly detail: SloDetailView;
  readonly group: SloView;
  readonly history: HistoryView;
}

/** Targets that people promise, and the one in use. */
const TARGETS = [0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999, 0.9995, 0.9999];

/** What another promise would have meant, by the events that were counted. */
export function WhatIf({ detail, group, history }: Props) {
  const targets = [...new Set([...TARGETS, group.target])].toSorted((a, b) => a - b);
  const [target, setTarget] = useState(group.target);
  const [days, setDays] = useState(0);
  const left = budgetWith(lastOf(history, days), target);
  const yaml = `target: ${printTarget(target)}${days === 0 ? "" : `\nwindow: ${days}d`}`;
  const isInUse = target === group.target && days === 0;
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
      </label>{" "}
      <Length days={days} onChoose={setDays} />
      <p>
        <b>{left === undefined ? NO_NUMBER : printBudgetLeft(left.share)}</b> of the budget would be left, burnt at{" "}
        {left === undefined ? NO_NUMBER : printBurnRate(left.burn)} on average.{" "}
        {isInUse ? "This is the promise in use." : <CopyButton text={yaml} of={yaml} />}
      </p>
      <Replay detail={detail} group={group} target={target} />
    </section>
  );
}

function Length({ days, onChoose }: { readonly days: number; readonly onChoose: (days: number) => void }) {
  return (
    <label>
      over{" "}
      <select value={days} onChange={({ currentTarget }) => onChoose(Number(currentTarget.value))}>
        <option value={0}>the span above</option>
        {LENGTHS.map((length) => (
          <option key={length} value={length}>
            its last {length}d
          </option>
        ))}
      </select>
    </label>
  );
}

interface ReplayProps {
  readonly detail: SloDetailView;
  readonly group: SloView;
  readonly target: number;
}

/** The alerts that would have fired; the history is asked for in the steps that the shortest windows need. */
function Replay({ detail, group, target }: ReplayProps) {
  const [isWanted, setWanted] = useState(false);
  const fine = useFineHistory(group);
  const firings = useMemo(
    () => (fine.data === undefined || !isWanted ? undefined : firingsWith(fine.data, detail.alerts, target)),
    [fine.data, detail.alerts, target, isWanted],
  );
  if (!isWanted)
    return (
      <button type="button" onClick={() => setWanted(true)}>
        Which alerts would have fired?
      </button>
    );
  if (fine.error !== null) return <Failed error={fine.error} />;
  if (firings === undefined || fine.data === undefined) return <Loading what="the history in fine steps" />;
  return <Firings firings={firings} stepSeconds={fine.data.stepSeconds} />;
}
