import { readFile } from "node:fs/promises";
import { output } from "../../programs/child.ts";

/** What tells a process from a later one with the same number: when it started. Undefined if there is none. */
export async function startMark(pid: number): Promise<string | undefined> {
  if (process.platform !== "linux") return output("ps", ["-o", "lstart=", "-p", String(pid)]);
  try {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8");
    // The name before the last ")" may hold anything; the fields after it are plain. A zombie has ended.
    const [state, ...fields] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return state === "Z" ? undefined : fields[START_TIME];
  } catch {
    return undefined;
  }
}

/** Field 22 of proc(5), counted from the one after the state, which is field 3. */
const START_TIME = 22 - 4;
