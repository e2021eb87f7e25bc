import { useQuery, type UseQueryResult } from "@tanstack/preact-query";
import { Link, useSearchParams } from "wouter-preact";
import { fetchHistory, fetchSlo, type SloName } from "../api/slos.ts";
import { Failed, Loading } from "../components/states.tsx";
import type { HistoryView } from "../../service/http/view.ts";
import { useTitle } from "../components/use-title.ts";
import { Alerts } from "../detail/alerts.tsx";
import { Breakdown } from "../detail/breakdown.tsx";
import { BurnBullets } from "../detail/burn-bullets.tsx";
import { Charts, type ChartsProps } from "../detail/charts.tsx";
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
      {slo.error === null ? null : (
        <Failed error={slo.error} {...(slo.data === undefined ? {} : { shownSince: slo.dataUpdatedAt })} />
      )}
      {slo.data === undefined && slo.error === null ? <Loading what="the SLO" /> : null}
      {slo.data === undefined || group === undefined ? null : (
        <>
          <Headline detail={slo.data} group={group} />
          {slo.data.groups.length > 1 ? <Groups groups={slo.data.groups} chosen={group} /> : null}
          <Past history={history} detail={slo.data} group={group} span={span} onZoom={zoom} />
          <Alerts detail={slo.data} />
          <Promise detail={slo.data} />
        </>
      )}
    </>
  );
}

interface PastProps extends Omit<ChartsProps, "history" | "isZoomed"> {
  readonly history: UseQueryResult<HistoryView>;
  readonly span: Span | undefined;
}

/** What was counted, and what it means. */
function Past({ history: { data, error }, span, ...of }: PastProps) {
  return (
    <>
      {error === null ? null : <Failed error={error} />}
      {data === undefined && error === null ? <Loading what="the history" /> : null}
      {data === undefined ? null : <Charts history={data} isZoomed={span !== undefined} {...of} />}
      <BurnBullets detail={of.detail} group={of.group} />
      <Breakdown detail={of.detail} group={of.group} span={span} />
      {data === undefined ? null : <WhatIf detail={of.detail} group={of.group} history={data} />}
    </>
  );
}
