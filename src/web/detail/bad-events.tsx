import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import { ONCE } from "../api/live.ts";
import { fetchBadEvents } from "../api/slos.ts";
import { printMoment } from "../components/moment.ts";
import { Query } from "../components/query.tsx";
import { Failed, Loading } from "../components/states.tsx";
import { printEvents, printSmallShare } from "../../core/budget/print.ts";
import type { SloDetailView, SloView } from "../../service/http/view.ts";
import type { BadEventsView } from "../../service/http/views/bad-events-view.ts";
import type { Span } from "./span.ts";

const DAY_MS = 24 * 3_600_000;
const MINUTE_MS = 60_000;

interface Props {
  readonly detail: SloDetailView;
  readonly group: SloView;
  /** What the charts show; undefined for the whole window. */
  readonly span: Span | undefined;
}

/** Which label values carry the bad events; Prometheus is asked only where somebody wants to know. */
export function BadEvents({ detail, group, span }: Props) {
  const { service, slo } = detail;
  const asked =
    span !== undefined && span.to - span.from <= DAY_MS && span.to - span.from >= MINUTE_MS ? span : undefined;
  const [wanted, want] = useState(false);
  const isRefused = detail.indicator.kind === "promql";
  const told = useQuery({
    queryKey: [ONCE, "bad-events", service, slo, group.by, asked],
    queryFn: () => fetchBadEvents({ service, slo }, group.by, asked),
    enabled: wanted && !isRefused,
  });
  return (
    <section aria-labelledby="bad-events">
      <h2 id="bad-events">Where bad events come from</h2>
      {isRefused ? (
        <p class="quiet-text">
          Not told for an SLO whose indicator is promql: its queries may drop the labels that tell events apart.
        </p>
      ) : (
        <p>
          <button type="button" disabled={told.isFetching} onClick={() => (wanted ? void told.refetch() : want(true))}>
            {wanted ? "Ask again" : "Which labels carry the bad events?"}
          </button>{" "}
          <span class="quiet-text small">
            estimated by Prometheus over {asked === undefined ? "the last hour" : "the span that is shown"}
          </span>
        </p>
      )}
      {told.error === null ? null : <Failed error={told.error} />}
      {told.isFetching && told.data === undefined ? <Loading what="what Prometheus says" /> : null}
      {told.data === undefined ? null : <Told view={told.data} prometheusUrl={detail.prometheusUrl} />}
    </section>
  );
}

interface ToldProps {
  readonly view: BadEventsView;
  readonly prometheusUrl: string | null;
}

function Told({ view: { problem, bad, labels, note, from, to }, prometheusUrl }: ToldProps) {
  if (problem !== null) return <p class="notice failed">Nobody can say: {problem}</p>;
  const times = [from, to].map((at) => printMoment(Date.parse(at), Date.now())).join(" to ");
  if (bad === 0 || bad === null) return <p role="status">No bad event is known from {times}.</p>;
  return (
    <>
      <p role="status">
        About {printEvents(bad)} bad events from {times}
        {labels.length === 0 ? ", and no label tells them apart" : ""}.
      </p>
      {note === null ? null : <p class="note">{note}</p>}
      <div class="carriers">
        {labels.map((one) => (
          <Carrier key={one.label} label={one} prometheusUrl={prometheusUrl} />
        ))}
      </div>
    </>
  );
}

interface CarrierProps {
  readonly label: BadEventsView["labels"][number];
  readonly prometheusUrl: string | null;
}

function Carrier({ label: { label, values, valueCount, query }, prometheusUrl }: CarrierProps) {
  return (
    <section class="carrier" aria-label={`Bad events by ${label}`}>
      <h3>
        {label}
        {valueCount > values.length ? <span class="quiet-text small"> {valueCount} values</span> : null}
      </h3>
      <ul>
        {values.map(({ value, shareOfBad, shareOfAll }) => (
          <li key={value}>
            <code>{value === "" ? '""' : value}</code>
            <span class="carrier-share">
              <b>{percent(shareOfBad)}</b> of bad events
              {shareOfAll === null ? "" : `, ${percent(shareOfAll)} of all`}
            </span>
            <Bars bad={shareOfBad} all={shareOfAll} />
          </li>
        ))}
      </ul>
      <details>
        <summary class="small">Query</summary>
        <Query title={`Bad events per second by ${label}`} promql={query} prometheusUrl={prometheusUrl} />
      </details>
    </section>
  );
}

/** Its share of the bad events, and a tick where its share of all would be. */
function Bars({ bad, all }: { readonly bad: number; readonly all: number | null }) {
  return (
    <svg class="carrier-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
      <rect class="bar-ground" width="100" height="6" />
      <rect class="carrier-bad" width={bad * 100} height="6" />
      {all === null ? null : <line class="bullet-limit" x1={all * 100} x2={all * 100} y1="0" y2="6" />}
    </svg>
  );
}

const percent = (share: number): string =>
  share >= 0.1 ? `${Math.round(share * 100)} %` : printSmallShare(share).replace("%", " %");
