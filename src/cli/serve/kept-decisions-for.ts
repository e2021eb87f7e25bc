import type { SqliteDecisionStore, StoreOptions } from "../../adapters/store/sqlite-decision-store.ts";
import type { Settings } from "../../adapters/settings/schema.ts";
import type { Log } from "../../service/ports/log.ts";
import { KeptDecisions, type StoreCounts } from "../../service/signals/kept-decisions.ts";
import { withoutExperimentalWarning } from "./without-experimental-warning.ts";

export interface OpenedDecisions {
  readonly kept: KeptDecisions;
  readonly close: () => void;
}

/**
 * Opens the store of decisions; undefined where no setting asks for one, which loads nothing of SQLite.
 *
 * @returns a text for a person when the file cannot be used
 */
export async function keptDecisionsFor(
  { store: file, storeRetention, storeRows }: Settings,
  counts: () => StoreCounts,
  log: Log,
): Promise<OpenedDecisions | string | undefined> {
  if (file === undefined) return undefined;
  const opened = await openStore({
    file,
    retentionSeconds: storeRetention,
    rows: storeRows,
    now: () => Date.now(),
    onSetAside: (event) => log.warn("a damaged decision store was set aside, and a new one is begun", event),
  });
  if (typeof opened === "string") return opened;
  return { kept: new KeptDecisions({ store: opened, log, counts: counts() }), close: () => opened.close() };
}

async function openStore(options: StoreOptions): Promise<SqliteDecisionStore | string> {
  const { openDecisionStore } = await withoutExperimentalWarning(
    () => import("../../adapters/store/sqlite-decision-store.ts"),
  );
  const opened = openDecisionStore(options);
  return opened.ok ? opened.store : `headroom: the decision store ${opened.problem}\n  help: ${opened.remedy}\n`;
}
