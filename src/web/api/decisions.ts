import type { DecisionsView } from "../../service/http/views/decision-view.ts";
import { apiGet } from "./get.ts";

/** As many as the service answers at once: four hours at one every 15 s. */
export const MOST_DECISIONS = 960;
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
  const path = pathOf(service, scaling);
  const news = known === undefined ? undefined : await apiGet<DecisionsView>(path, { limit: NEWS });
  const oldest = news?.items.at(-1)?.at;
  const overlap = known?.items.findIndex(({ at }) => at === oldest) ?? -1;
  if (news === undefined || known === undefined || overlap === -1) return apiGet(path, { limit: MOST_DECISIONS });
  return { items: [...news.items, ...known.items.slice(overlap + 1)].slice(0, MOST_DECISIONS) };
}

/** The same up to a moment, in milliseconds since the epoch: what is past stays as it is. */
export const fetchOlderDecisions = (service: string, scaling: string, until: number): Promise<DecisionsView> =>
  apiGet(pathOf(service, scaling), { at: until / 1000, limit: MOST_DECISIONS });

const pathOf = (service: string, scaling: string): string =>
  `/decisions/${encodeURIComponent(service)}/${encodeURIComponent(scaling)}`;
