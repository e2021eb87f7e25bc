import { useQuery, type UseQueryResult } from "@tanstack/preact-query";
import { ONCE } from "../api/live.ts";
import { fetchHistory, fineStep } from "../api/slos.ts";
import type { HistoryView, SloView } from "../../service/http/view.ts";

const HOUR_MS = 3_600_000;
/** Twice what pages look back for. */
const RECENT_MS = 12 * HOUR_MS;

/** The whole SLO window in steps that tell when alerts would have fired; a large answer, so it is asked for seldom. */
export function useFineHistory(group: SloView): UseQueryResult<HistoryView> {
  const step = fineStep(group.windowSeconds);
  return useQuery({
    queryKey: [ONCE, "fine", group.service, group.slo, group.by],
    queryFn: () => fetchHistory(group, group.by, undefined, `${step}s`),
    refetchInterval: step * 1000,
  });
}

/** The last hours in steps of a minute, while it burns fast enough to page. */
export function useRecentHistory(group: SloView): UseQueryResult<HistoryView> {
  const to = Date.parse(group.at);
  return useQuery({
    queryKey: ["recent", group.service, group.slo, group.by],
    queryFn: () => fetchHistory(group, group.by, { from: to - RECENT_MS, to }, "1m"),
    enabled: group.state === "burning",
  });
}
