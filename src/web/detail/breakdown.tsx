import type { SloDetailView, SloView } from "../../service/http/view.ts";
import { BadEvents } from "./bad-events.tsx";
import { Latency } from "./latency.tsx";
import type { Span } from "./span.ts";

interface Props {
  readonly detail: SloDetailView;
  readonly group: SloView;
  /** What the charts show; undefined for the whole window. */
  readonly span: Span | undefined;
}

/** What the events of an SLO were: how slow, and which of them were bad. */
export const Breakdown = ({ detail, group, span }: Props) => (
  <>
    {detail.indicator.kind === "latency" ? <Latency detail={detail} group={group} /> : null}
    <BadEvents detail={detail} group={group} span={span} />
  </>
);
