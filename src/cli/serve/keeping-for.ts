import { checkpointFile } from "../../adapters/settings/checkpoint-file.ts";
import type { Settings } from "../../adapters/settings/schema.ts";
import { sourcesByName } from "../../adapters/settings/sources-by-name.ts";
import type { CheckpointOutcome, Keeping } from "../../service/control/checkpoints.ts";
import type { Log } from "../../service/ports/log.ts";

/** What keeps the ledgers, until it is closed. */
export interface OpenedKeeping extends Keeping {
  readonly close: () => Promise<void>;
}

/** What keeps the ledgers over restarts; undefined where no setting asks for it, which loads nothing of SQLite. */
export async function keepingFor(
  settings: Settings,
  onWritten: () => (outcome: CheckpointOutcome) => void,
  log: Log,
): Promise<OpenedKeeping | undefined> {
  const file = checkpointFile(settings);
  if (file === undefined) return undefined;
  const { SqliteLedgerKeeper } = await import("../../adapters/store/sqlite-ledger-keeper.ts");
  const keeper = new SqliteLedgerKeeper({
    file,
    now: () => Date.now(),
    onSetAside: (event) =>
      log.warn("a file of counts that cannot be used was set aside, and a new one is begun; history is read anew", {
        ...event,
      }),
  });
  return {
    keeper,
    every: settings.checkpointEvery,
    addresses: new Map([...sourcesByName(settings)].map(([name, { url }]) => [name, url])),
    onWritten: onWritten(),
    close: () => keeper.close(),
  };
}
