import type { DecisionsView, PastDecisionsView } from "../../service/http/views/decision-view.ts";
import { apiGet } from "./get.ts";

/** As many as the service answers at once: four hours at one every 15 s. */
const MOST_DECISIONS = 960;
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
  known: PastDecisionsView | undefined,
): Promise<PastDecisionsView> {
  const path = pathOf(service, scaling);
  const news = known === undefined ? undefined : await apiGet<PastDecisionsView>(path, { limit: NEWS });
  const oldest = news?.items.at(-1)?.at;
  const overlap = known?.items.findIndex(({ at }) => at === oldest) ?? -1;
  if (news === undefined || known === undefined || overlap === -1) return apiGet(path, { limit: MOST_DECISIONS });
  const all = [...news.items, ...known.items.slice(overlap + 1)];
  const items = all.slice(0, MOST_DECISIONS);
  const last = items.at(-1);
  if (known.hasOlder || items.length === all.length || last === undefined) return { items, hasOlder: known.hasOlder };
  // What has no room here any more is forgotten by a service that keeps nothing for longer.
  const { hasOlder } = await fetchOlderDecisions(service, scaling, Date.parse(last.at), 1);
  return { items, hasOlder };
}

/** The same up to a moment, in milliseconds since the epoch: what is past stays as it is. */
export const fetchOlderDecisions = (
  service: string,
  scaling: string,
  until: number,
  limit = MOST_DECISIONS,
): Promise<PastDecisionsView> => apiGet(pathOf(service, scaling), { at: until / 1000, limit });

const pathOf = (service: string, scaling: string): string =>
  `/decisions/${encodeURIComponent(service)}/${encodeURIComponent(scaling)}`;
