import { styleText } from "node:util";
import type { Paint, PaintRole } from "../core/diagnostics/render.ts";

type Style = Parameters<typeof styleText>[0];

const STYLES: Readonly<Record<PaintRole, Style>> = {
  error: ["red", "bold"],
  warning: ["yellow", "bold"],
  code: "bold",
  gutter: "dim",
  help: "cyan",
};

/** Colours for a stream; none where it is no terminal, or NO_COLOR is set. */
export const paintFor =
  (stream: NodeJS.WriteStream): Paint =>
  (role, text) =>
    styleText(STYLES[role], text, { stream, validateStream: true });
