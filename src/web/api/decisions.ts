import type { DecisionsView } from "../../service/http/views/decision-view.ts";
import { apiGet } from "./get.ts";

/** As many as the service answers at once: four hours at one every 15 s. */
const MOST = 960;
/** More than there are between two looks. */
const NEWS = 40;

export const fetchDecisions = (): Promise<DecisionsView> => apiGet("/decisions");

/**
 * What was decided for one workload, newest first.
 *
 * @param known - what was told before: then only what is new is asked for, unless too much is
 */
export async function fetchPastDecisions(
  service: string,
  scaling: string,
  known: DecisionsView | undefined,
): Promise<DecisionsView> {
  const path = `/decisions/${encodeURIComponent(service)}/${encodeURIComponent(scaling)}`;
  const news = known === undefined ? undefined : await apiGet<DecisionsView>(path, { limit: NEWS });
  const oldest = news?.items.at(-1)?.at;
  const overlap = known?.items.findIndex(({ at }) => at === oldest) ?? -1;
  if (news === undefined || known === undefined || overlap === -1) return apiGet(path, { limit: MOST });
  return { items: [...news.items, ...known.items.slice(overlap + 1)].slice(0, MOST) };
}
