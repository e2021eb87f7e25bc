import type { HistoryView, SloDetailView, SloListView } from "../../service/http/view.ts";
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
  const labels = Object.fromEntries(Object.entries(by).map(([label, value]) => [`by.${label}`, value]));
  const times = span === undefined ? {} : { from: Math.floor(span.from / 1000), to: Math.floor(span.to / 1000) };
  return apiGet(`${pathOf(name)}/history`, { ...labels, ...times, step });
}
