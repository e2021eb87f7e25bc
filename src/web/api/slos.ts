import type { HistoryView, SloDetailView, SloListView } from "../../service/http/view.ts";
import type { BadEventsView } from "../../service/http/views/bad-events-view.ts";
import type { LatencyHistoryView } from "../../service/http/views/latency-view.ts";
import type { SpecView } from "../../service/http/views/spec-view.ts";
import { apiGet } from "./get.ts";

/** Points of a sparkline on the list. */
const SPARKLINE = 40;

export const fetchSlos = (): Promise<SloListView> => apiGet("/slos", { sparkline: SPARKLINE });

/** Which SLO: its service and its name. */
export interface SloName {
  readonly service: string;
  readonly slo: string;
}

const pathOf = ({ service, slo }: SloName): string => `/slos/${encodeURIComponent(service)}/${encodeURIComponent(slo)}`;

export const fetchSlo = (name: SloName): Promise<SloDetailView> => apiGet(pathOf(name));

export const fetchSpec = (name: SloName): Promise<SpecView> => apiGet(`${pathOf(name)}/spec`);

/** The longest history that is asked for at once, in points. */
const MOST_POINTS = 9_000;
/** The shortest window that alerts look at, in seconds. */
const FINE = 300;

/** The steps, in seconds, in which the whole SLO window is asked for to replay its alerts. */
export const fineStep = (windowSeconds: number): number => Math.ceil(windowSeconds / MOST_POINTS / FINE) * FINE;

/**
 * Of one group; `from` and `to` in milliseconds since the epoch, the whole SLO window without them. About 500 points
 * without a `step`, such as `5m`.
 */
export function fetchHistory(
  name: SloName,
  by: Readonly<Record<string, string>>,
  span: { readonly from: number; readonly to: number } | undefined,
  step?: string,
): Promise<HistoryView> {
  return apiGet(`${pathOf(name)}/history`, { ...labelsIn(by), ...timesOf(span), step });
}

/** Which label values carry the bad events of one group; of the last hour without a span. */
export const fetchBadEvents = (
  name: SloName,
  by: Readonly<Record<string, string>>,
  span: { readonly from: number; readonly to: number } | undefined,
): Promise<BadEventsView> => apiGet(`${pathOf(name)}/bad-events`, { ...labelsIn(by), ...timesOf(span) });

/** How slow the events of one group were. */
export const fetchLatency = (name: SloName, by: Readonly<Record<string, string>>): Promise<LatencyHistoryView> =>
  apiGet(`${pathOf(name)}/latency`, labelsIn(by));

const labelsIn = (by: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(by).map(([label, value]) => [`by.${label}`, value]));

const timesOf = (span: { readonly from: number; readonly to: number } | undefined): Readonly<Record<string, number>> =>
  span === undefined ? {} : { from: Math.floor(span.from / 1000), to: Math.floor(span.to / 1000) };
