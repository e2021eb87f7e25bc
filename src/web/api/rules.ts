import type { RulesView } from "../../service/http/view.ts";
import { apiGet } from "./get.ts";

export const fetchRules = (): Promise<RulesView> => apiGet("/rules");
