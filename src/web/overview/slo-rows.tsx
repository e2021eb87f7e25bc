import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { SloView } from "../../service/http/view.ts";
import type { DecisionView } from "../../service/http/views/decision-view.ts";
import { BudgetBar } from "../components/budget-bar.tsx";
import { frozenFor, knownPart, lowTraffic, whyNoData } from "../components/no-data.ts";
import { PlainLink } from "../components/plain-link.tsx";
import { budgetAsTime, budgetLeft, burn, emptyIn, groupOf, promise, replicas } from "../components/printed.ts";
import { Sparkline } from "../components/sparkline.tsx";
import { StateBadge } from "../components/state-badge.tsx";
import type { Row } from "./rows.ts";

interface RowsProps {
  readonly row: Row;
  readonly decisions: readonly DecisionView[] | undefined;
}

/** An SLO, and its groups where they are wanted. */
export function SloRows({ row: { worst, groups }, decisions }: RowsProps) {
  const [isOpen, setOpen] = useState(false);
  const isSplit = groups.length > 1;
  const like = groups.filter(({ state }) => state === worst.state).length;
  return (
    <>
      <SloRow slo={worst} decisions={decisions} name={<SloLink slo={worst} />}>
        {worst.owner === null ? null : <span class="owner">{worst.owner}</span>}
        {isSplit ? (
          <button type="button" class="quiet small" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {isOpen ? "▾" : "▸"} worst of {groups.length}
            {like > 1 ? `, ${like} like it` : ""}
          </button>
        ) : null}
      </SloRow>
      {isOpen
        ? groups.map((group) => (
            <SloRow
              key={groupOf(group)}
              slo={group}
              decisions={undefined}
              name={<span class="group">{groupOf(group)}</span>}
            />
          ))
        : null}
    </>
  );
}

const SloLink = ({ slo }: { readonly slo: SloView }) => (
  <PlainLink to={`/slos/${encodeURIComponent(slo.service)}/${encodeURIComponent(slo.slo)}`} data-row-link>
    {slo.service} <span class="of">/</span> {slo.slo}
  </PlainLink>
);

interface RowProps {
  readonly slo: SloView;
  readonly decisions: readonly DecisionView[] | undefined;
  readonly name: ComponentChildren;
  /** Said below the name. */
  readonly children?: ComponentChildren;
}

function SloRow({ slo, decisions, name, children }: RowProps) {
  return (
    <tr class="slo">
      <td>
        <StateBadge state={slo.state} />
      </td>
      <td class="name">
        {name}
        {children}
        <Remarks slo={slo} />
      </td>
      <td class="number" data-title="Target">
        {promise(slo)}
      </td>
      <td class="number budget" data-title="Budget left">
        <b>{budgetLeft(slo)}</b>
        <span class="small">{frozenFor(slo) ?? budgetAsTime(slo)}</span>
      </td>
      <td class="wide-only">
        <BudgetBar remaining={slo.budget.remaining} known={slo.coverage} isFrozen={frozenFor(slo) !== null} />
      </td>
      <td class="wide-only">
        <Sparkline points={slo.sparkline ?? []} />
      </td>
      <td class="number" data-title="Burn 1h / 6h">
        {burn(slo.burnRates["1h"])} / {burn(slo.burnRates["6h"])}
      </td>
      <td class="number" data-title="Budget empty">
        {emptyIn(slo)}
      </td>
      <td class="wide-only">
        {decisions?.map((decision) => (
          <Replicas key={decision.scaling} decision={decision} />
        ))}
      </td>
    </tr>
  );
}

/** What keeps its numbers from being the whole truth. */
function Remarks({ slo }: { readonly slo: SloView }) {
  const part = slo.state === "no-data" ? null : knownPart(slo);
  const remarks = [whyNoData(slo) ?? slo.note, part, lowTraffic(slo)].filter((remark) => remark !== null);
  return remarks.map((remark) => (
    <span key={remark} class="note">
      {remark}
    </span>
  ));
}

function Replicas({ decision }: { readonly decision: DecisionView }) {
  const { service, scaling } = decision;
  return (
    <PlainLink
      to={`/scaling?${new URLSearchParams({ workload: `${service}/${scaling}` })}`}
      class="replicas"
      title={decision.because}
    >
      {replicas(decision.inputs.replicas.value)} → {replicas(decision.replicas)}
      {decision.mode === "recommend" ? <span class="small"> advice</span> : ""}
    </PlainLink>
  );
}
