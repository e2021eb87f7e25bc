import { relative, sep } from "node:path";
import { documented } from "./documented.ts";
import { importFault } from "../rooms.ts";
import type { RuleContext } from "./syntax.ts";

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
  create(context: RuleContext) {
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

export default { meta: { name: "headroom" }, rules: { rooms, documented } };
