import { format, parse } from "node:path";
import type { Settings } from "./schema.ts";

/** What stands behind the name of the store in that of the file beside it. */
const BESIDE = "-ledger";

/** The file that keeps what was counted; undefined where nothing does. */
export function checkpointFile({ checkpoint, store }: Pick<Settings, "checkpoint" | "store">): string | undefined {
  if (checkpoint === "off" || (checkpoint === undefined && store === undefined)) return undefined;
  if (checkpoint !== undefined) return checkpoint;
  const { dir, name, ext } = parse(store ?? "");
  return format({ dir, name: `${name}${BESIDE}`, ext });
}
