import { useQuery } from "@tanstack/preact-query";
import { Link, useSearchParams } from "wouter-preact";
import { fetchHistory, fetchSlo, type SloName } from "../api/slos.ts";
import { Failed, Loading } from "../components/states.tsx";
import { useTitle } from "../components/use-title.ts";
import { Alerts } from "../detail/alerts.tsx";
import { Breakdown } from "../detail/breakdown.tsx";
import { BurnBullets } from "../detail/burn-bullets.tsx";
import { Charts } from "../detail/charts.tsx";
import { chosenGroup, Groups } from "../detail/groups.tsx";
import { Headline } from "../detail/headline.tsx";
import { Promise } from "../detail/promise.tsx";
import { readSpan, type Span, writeSpan } from "../detail/span.ts";
import { WhatIf } from "../detail/what-if.tsx";

/** One SLO: how it stands, in a sentence; the budget over time; what burns; what pages; how it is measured. */
export function Detail({ name }: { readonly name: SloName }) {
  useTitle(`${name.service} / ${name.slo}`);
  const [search, setSearch] = useSearchParams();
  const span = readSpan(search);
  const slo = useQuery({ queryKey: ["slo", name], queryFn: () => fetchSlo(name) });
  const group = slo.data === undefined ? undefined : chosenGroup(slo.data.groups, search);
  const history = useQuery({
    queryKey: ["history", name, group?.by, span],
    queryFn: () => fetchHistory(name, group?.by ?? {}, span),
    enabled: group !== undefined,
  });
  const zoom = (to: Span | undefined): void => setSearch(writeSpan(search, to), { replace: to === undefined });

  return (
    <>
      <nav aria-label="Breadcrumb" class="crumbs">
        <Link href="/">SLOs</Link> / {name.service} / {name.slo}
      </nav>
      {slo.error === null ? null : <Failed error={slo.error} />}
      {slo.data === undefined && slo.error === null ? <Loading what="the SLO" /> : null}
      {slo.data === undefined || group === undefined ? null : (
        <>
          <Headline detail={slo.data} group={group} />
          {slo.data.groups.length > 1 ? <Groups groups={slo.data.groups} chosen={group} /> : null}
          {history.error === null ? null : <Failed error={history.error} />}
          {history.data === undefined ? (
            <Loading what="the history" />
          ) : (
            <Charts history={history.data} group={group} isZoomed={span !== undefined} onZoom={zoom} />
          )}
          <BurnBullets detail={slo.data} group={group} />
          <Breakdown detail={slo.data} group={group} span={span} />
          {history.data === undefined ? null : <WhatIf detail={slo.data} group={group} history={history.data} />}
          <Alerts detail={slo.data} />
          <Promise detail={slo.data} />
        </>
      )}
    </>
  );
}
