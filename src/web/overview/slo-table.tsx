import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { DecisionView } from "../../service/http/views/decision-view.ts";
import { useFollowLinks } from "../components/plain-link.tsx";
import { budgetLeft } from "../components/printed.ts";
import { StateBadge } from "../components/state-badge.tsx";
import { RowBlock, ROWS_OF_BLOCK } from "./row-block.tsx";
import type { Row, Section } from "./rows.ts";
import { SloRows } from "./slo-rows.tsx";

/** Columns by the names of their widths. */
const COLUMNS = [
  ["state", "State"],
  ["slo", "SLO"],
  ["target", "Target"],
  ["left", "Budget left"],
  ["bar", ""],
  ["spark", "Over the window"],
  ["burn", "Burn 1h / 6h"],
  ["empty", "Budget empty"],
  ["replicas", "Replicas"],
] as const;

interface Props {
  readonly sections: readonly Section[];
  readonly decisions: readonly DecisionView[];
}

/**
 * The list, as a table; sections and split SLOs show their worst until they are opened. Of a long list only what is near
 * the view is drawn.
 */
export function SloTable({ sections, decisions }: Props) {
  const byService = Map.groupBy(decisions, ({ service }) => service);
  const table = useRef<HTMLTableElement>(null);
  const rowHeight = useRowHeight(table);
  return (
    <table class="slos" ref={table} onClick={useFollowLinks()}>
      <thead>
        <tr>
          {COLUMNS.map(([name, title]) => (
            <th key={name} scope="col" class={`col-${name}`}>
              {title === "" ? <span class="unseen">Bar</span> : title}
            </th>
          ))}
        </tr>
      </thead>
      {sections.map((section) => (
        <SectionRows key={section.title ?? ""} section={section} byService={byService} rowHeight={rowHeight} />
      ))}
    </table>
  );
}

const USUAL_HEIGHT = 49;
/** Room moves what is below it, so that it is left as it is where it is nearly right. */
const NEARLY = 0.25;

/** What a row takes as it is drawn here, in pixels, to keep room for those that are not. */
function useRowHeight(table: { readonly current: HTMLTableElement | null }): number {
  const [height, setHeight] = useState(USUAL_HEIGHT);
  useLayoutEffect(() => {
    const rows = [...(table.current?.querySelectorAll<HTMLElement>("tr.slo") ?? [])];
    const seen = rows.reduce((sum, { offsetHeight }) => sum + offsetHeight, 0) / rows.length;
    if (Math.abs(seen - height) > (height === USUAL_HEIGHT ? 0 : NEARLY * height)) setHeight(seen);
  });
  return height;
}

interface SectionProps {
  readonly section: Section;
  readonly byService: ReadonlyMap<string, readonly DecisionView[]>;
  readonly rowHeight: number;
}

function SectionRows({ section: { title, rows }, byService, rowHeight }: SectionProps) {
  const [isOpen, setOpen] = useState(false);
  const [worst] = rows;
  const shown = title === undefined || isOpen ? blocksOf(rows) : [];
  return (
    <>
      {title === undefined || worst === undefined ? null : (
        <tbody>
          <tr class="section">
            <th scope="rowgroup" colSpan={COLUMNS.length}>
              <button type="button" class="quiet" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
                {isOpen ? "▾" : "▸"} {title}
              </button>{" "}
              {rows.length} {rows.length === 1 ? "SLO" : "SLOs"}, worst: <StateBadge state={worst.worst.state} />{" "}
              {budgetLeft(worst.worst)}
            </th>
          </tr>
        </tbody>
      )}
      {shown.map((block, place) => (
        <RowBlock key={place} place={place} rows={block.length} rowHeight={rowHeight}>
          {() =>
            block.map((row) => (
              <SloRows
                key={`${row.worst.service}/${row.worst.slo}`}
                row={row}
                decisions={byService.get(row.worst.service)}
              />
            ))
          }
        </RowBlock>
      ))}
    </>
  );
}

const blocksOf = (rows: readonly Row[]): readonly (readonly Row[])[] =>
  Array.from({ length: Math.ceil(rows.length / ROWS_OF_BLOCK) }, (_, i) =>
    rows.slice(i * ROWS_OF_BLOCK, (i + 1) * ROWS_OF_BLOCK),
  );
