import { setTimeout as sleep } from "node:timers/promises";
import { listRuns, livingProcesses, removeFolder } from "./run-folder.ts";

/** A demo needs this long at most to stop its parts; after that they are ended without asking. */
const PATIENCE_MILLISECONDS = 15_000;
const POLL_MILLISECONDS = 200;

/** Ends every demo of this user and removes what it left. Returns how many there were. */
export async function stopDemos(): Promise<number> {
  const folders = await listRuns();
  await Promise.all(folders.map(stopDemo));
  return folders.length;
}

async function stopDemo(folder: string): Promise<void> {
  const [first, ...rest] = await livingProcesses(folder);
  if (first !== undefined) {
    // A demo that lives stops its parts itself; without it, each part is asked.
    const asked = first.part === "demo" ? [first] : [first, ...rest];
    for (const { pid } of asked) signal(pid, "SIGTERM");
    if (!(await areGone(folder, PATIENCE_MILLISECONDS))) {
      for (const { pid } of await livingProcesses(folder)) signal(pid, "SIGKILL");
      await areGone(folder, PATIENCE_MILLISECONDS);
    }
  }
  await removeFolder(folder);
}

async function areGone(folder: string, milliseconds: number): Promise<boolean> {
  for (let waited = 0; waited < milliseconds; waited += POLL_MILLISECONDS) {
    if ((await livingProcesses(folder)).length === 0) return true;
    await sleep(POLL_MILLISECONDS);
  }
  return false;
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended by itself a moment ago.
  }
}
