import type { RuleStatesView, ServicesView } from "../../service/http/views/rule-views.ts";
import { apiGet, apiText } from "./get.ts";

export const fetchServices = (): Promise<ServicesView> => apiGet("/services");

export const fetchRuleStates = (service: string): Promise<RuleStatesView> =>
  apiGet(`/rule-states/${encodeURIComponent(service)}`);

/** A generated file, by the path of it below the API. */
export const fetchFile = (path: string): Promise<string> => apiText(`/${path}`);
