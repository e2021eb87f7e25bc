import { relative, sep } from "node:path";
import { importFault } from "./rooms.ts";

/** The little of oxlint's plugin interface that the rule uses; oxlint itself ships no types for it. */
interface Context {
  readonly filename: string;
  readonly cwd: string;
  report(fault: { readonly message: string; readonly node: ImportSource }): void;
}

interface ImportSource {
  readonly type: string;
  readonly value?: unknown;
}

interface Importing {
  readonly source?: ImportSource | null;
}

/** Holds every import of `src` against the table of rooms. */
const rooms = {
  create(context: Context) {
    const file = relative(context.cwd, context.filename).split(sep).join("/");
    if (!file.startsWith("src/")) return {};
    const check = ({ source }: Importing): void => {
      if (typeof source?.value !== "string") return;
      const message = importFault(file.slice("src/".length), source.value);
      if (message !== undefined) context.report({ message, node: source });
    };
    return {
      ImportDeclaration: check,
      ImportExpression: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
    };
  },
};

export default { meta: { name: "headroom" }, rules: { rooms } };
