import { sloLines } from "../../core/spec/slo-lines.ts";
import type { SpecFile } from "../../core/spec/parse-specs.ts";
import { json } from "./content.ts";
import { findSlo, SLO_PATH } from "./found-slo.ts";
import { operation } from "./operation.ts";
import { toDiagnosticView } from "./to-view.ts";
import { type SpecView, specView } from "./views/spec-view.ts";

/** No spec that is read is larger. */
const MOST_BYTES = 256 * 1024;

export const SPEC_OPERATIONS = [
  operation({
    path: "/api/v1/slos/{service}/{slo}/spec",
    says: "The spec file of one SLO as it was read last, with what is wrong with it.",
    inPath: SLO_PATH,
    inQuery: {},
    answers: json(specView),
    answer: ({ snapshot, reader, path }) => {
      const { file } = findSlo(snapshot, path).objective.place;
      const { present, inUse } = reader.specTexts(file);
      const content = (text: SpecFile["text"]): SpecView["present"] => toContent(decoded(text), path.slo);
      return {
        file,
        present: present === undefined ? null : content(present),
        // Of equal content there is one object.
        inUse: inUse === undefined || inUse === present ? null : content(inUse),
        diagnostics: snapshot.specs.diagnostics.filter((one) => one.file === file).map(toDiagnosticView),
      };
    },
  }),
];

function toContent(text: string, slo: string): NonNullable<SpecView["present"]> {
  const lines = sloLines(text, slo);
  return { text, lines: lines === undefined ? null : { from: lines.from, to: lines.to } };
}

/** For people to look at: what is no text has signs that say so. */
const decoded = (text: SpecFile["text"]): string =>
  (typeof text === "string" ? text : Buffer.from(text.subarray(0, MOST_BYTES)).toString()).slice(0, MOST_BYTES);
