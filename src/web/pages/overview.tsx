import { useQuery } from "@tanstack/preact-query";
import { useMemo } from "preact/hooks";
import { useSearchParams } from "wouter-preact";
import { fetchDecisions } from "../api/decisions.ts";
import { fetchDiagnostics } from "../api/diagnostics.ts";
import { fetchSlos } from "../api/slos.ts";
import { Empty, Failed, Loading } from "../components/states.tsx";
import { useTitle } from "../components/use-title.ts";
import { Chips } from "../overview/chips.tsx";
import { type Choices, readChoices, writeChoices } from "../overview/choices.ts";
import { Controls } from "../overview/controls.tsx";
import { Problems } from "../overview/problems.tsx";
import { SloTable } from "../overview/slo-table.tsx";
import { countStates, toRows, toSections } from "../overview/rows.ts";
import { useListKeys } from "../overview/use-list-keys.ts";

/** All SLOs, the most urgent first: is anything burning, how fast, and how much is left. */
export function Overview() {
  useTitle("SLOs");
  const [search, setSearch] = useSearchParams();
  const choices = readChoices(search);
  // Every evaluation changes every SLO: looking for what stayed the same finds nothing, and takes a while.
  const slos = useQuery({ queryKey: ["slos"], queryFn: fetchSlos, structuralSharing: false });
  const decisions = useQuery({ queryKey: ["decisions"], queryFn: fetchDecisions });
  const found = useQuery({ queryKey: ["diagnostics"], queryFn: fetchDiagnostics });
  const rows = useMemo(() => toRows(slos.data?.items ?? []), [slos.data]);
  const sections = useMemo(() => toSections(rows, choices), [rows, search.toString()]);
  useListKeys();
  const choose = (changed: Partial<Choices>): void =>
    setSearch(writeChoices({ ...choices, ...changed }), { replace: true });

  if (slos.data === undefined) return slos.error === null ? <Loading what="SLOs" /> : <Failed error={slos.error} />;
  const shown = sections.reduce((sum, section) => sum + section.rows.length, 0);
  return (
    <>
      <h1 class="unseen">SLOs</h1>
      {slos.error === null ? null : <Failed error={slos.error} shownSince={slos.dataUpdatedAt} />}
      {found.data === undefined ? null : <Problems found={found.data} />}
      <Chips counts={countStates(rows)} chosen={choices.state} onChoose={(state) => choose({ state })} />
      <Controls choices={choices} shown={shown} all={rows.length} onChoose={choose} />
      {rows.length === 0 ? (
        <Empty
          title="No SLOs yet"
          text="Commit a spec to the folder that the service follows; it appears here by itself."
        />
      ) : shown === 0 ? (
        <Empty title="No SLO fits" text="Take back a filter, or search for less." />
      ) : (
        <SloTable sections={sections} decisions={decisions.data?.items ?? []} />
      )}
    </>
  );
}
