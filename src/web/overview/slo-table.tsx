import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Link } from "wouter-preact";
import type { DecisionView, SloView } from "../../service/http/view.ts";
import { BudgetBar } from "../components/budget-bar.tsx";
import { budgetAsTime, budgetLeft, burn, emptyIn, groupOf, promise, replicas } from "../components/printed.ts";
import { Sparkline } from "../components/sparkline.tsx";
import { StateBadge } from "../components/state-badge.tsx";
import type { Row, Section } from "./rows.ts";

const TITLES = [
  "State",
  "SLO",
  "Target",
  "Budget left",
  "",
  "Over the window",
  "Burn 1h / 6h",
  "Budget empty",
  "Replicas",
];

interface Props {
  readonly sections: readonly Section[];
  readonly decisions: readonly DecisionView[];
}

/** The list, as a table; sections and split SLOs show their worst until they are opened. */
export function SloTable({ sections, decisions }: Props) {
  const byService = Map.groupBy(decisions, ({ service }) => service);
  return (
    <table class="slos">
      <thead>
        <tr>
          {TITLES.map((title) => (
            <th key={title} scope="col">
              {title === "" ? <span class="unseen">Bar</span> : title}
            </th>
          ))}
        </tr>
      </thead>
      {sections.map((section) => (
        <SectionBody key={section.title ?? ""} section={section} byService={byService} />
      ))}
    </table>
  );
}

type ByService = ReadonlyMap<string, readonly DecisionView[]>;

function SectionBody({
  section: { title, rows },
  byService,
}: {
  readonly section: Section;
  readonly byService: ByService;
}) {
  const [isOpen, setOpen] = useState(false);
  const [worst] = rows;
  const shown = title === undefined || isOpen ? rows : [];
  return (
    <tbody>
      {title === undefined || worst === undefined ? null : (
        <tr class="section">
          <th scope="rowgroup" colSpan={TITLES.length}>
            <button type="button" class="quiet" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
              {isOpen ? "▾" : "▸"} {title}
            </button>{" "}
            {rows.length} {rows.length === 1 ? "SLO" : "SLOs"}, worst: <StateBadge state={worst.worst.state} />{" "}
            {budgetLeft(worst.worst)}
          </th>
        </tr>
      )}
      {shown.map((row) => (
        <SloRows key={`${row.worst.service}/${row.worst.slo}`} row={row} decisions={byService.get(row.worst.service)} />
      ))}
    </tbody>
  );
}

interface RowsProps {
  readonly row: Row;
  readonly decisions: readonly DecisionView[] | undefined;
}

function SloRows({ row: { worst, groups }, decisions }: RowsProps) {
  const [isOpen, setOpen] = useState(false);
  const isSplit = groups.length > 1;
  const like = groups.filter(({ state }) => state === worst.state).length;
  return (
    <>
      <SloRow slo={worst} decisions={decisions} name={<SloLink slo={worst} />}>
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
  <Link href={`/slos/${encodeURIComponent(slo.service)}/${encodeURIComponent(slo.slo)}`} data-row-link>
    {slo.service} <span class="of">/</span> {slo.slo}
  </Link>
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
        {slo.owner === null ? null : <span class="owner">{slo.owner}</span>}
        {children}
        {slo.note === null ? null : <span class="note">{slo.note}</span>}
      </td>
      <td class="number" data-title="Target">
        {promise(slo)}
      </td>
      <td class="number budget" data-title="Budget left">
        <b>{budgetLeft(slo)}</b>
        <span class="small">{budgetAsTime(slo)}</span>
      </td>
      <td class="wide-only">
        <BudgetBar remaining={slo.budget.remaining} />
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

function Replicas({ decision }: { readonly decision: DecisionView }) {
  return (
    <Link href="/scaling" class="replicas" title={decision.because}>
      {replicas(decision.inputs.replicas.value)} → {replicas(decision.replicas)}
      {decision.mode === "recommend" ? " (recommended)" : ""}
    </Link>
  );
}
