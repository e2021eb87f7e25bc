import { runDemo } from "../../../demo/run-demo.ts";
import type { DemoFault } from "../../../demo/shop/fault.ts";
import { exitCode } from "../exit-code.ts";

export interface DemoFlags {
  readonly fault: DemoFault;
  readonly once: boolean;
  readonly grafanaUrl?: string;
  readonly grafanaTokenFile?: string;
}

/** A shop with a history, a real page, and nothing left behind. Returns the exit code. */
export async function demo({ fault, once, grafanaUrl, grafanaTokenFile }: DemoFlags): Promise<number> {
  const grafana = grafanaUrl === undefined ? undefined : { url: grafanaUrl, tokenFile: grafanaTokenFile };
  return (await runDemo({ fault, once, grafana })) === "done" ? exitCode.done : exitCode.problems;
}
