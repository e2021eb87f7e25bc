import type { DiagnosticsView } from "../../service/http/view.ts";
import { apiGet } from "./get.ts";

export const fetchDiagnostics = (): Promise<DiagnosticsView> => apiGet("/diagnostics");
