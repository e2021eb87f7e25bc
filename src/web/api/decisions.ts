import type { DecisionsView } from "../../service/http/view.ts";
import { apiGet } from "./get.ts";

export const fetchDecisions = (): Promise<DecisionsView> => apiGet("/decisions");

export const fetchPastDecisions = (service: string, scaling: string): Promise<DecisionsView> =>
  apiGet(`/decisions/${encodeURIComponent(service)}/${encodeURIComponent(scaling)}`, { limit: 240 });
