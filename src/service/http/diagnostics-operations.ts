import { json } from "./content.ts";
import { DOCUMENT, operation } from "./operation.ts";
import { toDiagnosticsView } from "./to-view.ts";
import { diagnosticsView } from "./view.ts";

export const DIAGNOSTICS_OPERATIONS = [
  operation({
    path: "/api/v1/diagnostics",
    says: "What is wrong with the specs, by their text and by their data.",
    inPath: {},
    inQuery: {},
    answers: json(diagnosticsView),
    countedAs: DOCUMENT,
    answer: ({ snapshot }) => toDiagnosticsView(snapshot),
  }),
];
