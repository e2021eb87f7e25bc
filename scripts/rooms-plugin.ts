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

/** Whose imports are held against the table; tests may look anywhere. */
const HELD = /^(?:src|programs|demo|bench|fuzz|scripts)\//;

/** Holds every import of the program against the table of rooms. */
const rooms = {
  create(context: Context) {
    const file = relative(context.cwd, context.filename).split(sep).join("/");
    if (!HELD.test(file)) return {};
    const check = ({ source }: Importing): void => {
      if (typeof source?.value !== "string") return;
      const message = importFault(file, source.value);
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
