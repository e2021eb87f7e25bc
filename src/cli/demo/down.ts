import { stopDemos } from "../../../demo/run/down.ts";
import { exitCode } from "../exit-code.ts";

/** Ends demos that run, and says how many there were. Returns the exit code. */
export async function endDemos(): Promise<number> {
  const count = await stopDemos();
  process.stderr.write(count === 0 ? "no demo is running\n" : `ended ${count === 1 ? "the demo" : `${count} demos`}\n`);
  return exitCode.done;
}
