import { type Command, Option } from "commander";
import type { Fault } from "../../demo/shop/fault.ts";
import { exitCode } from "./exit-code.ts";

interface DemoFlags {
  readonly fault: Fault;
  readonly once: boolean;
}

/** `headroom demo`: a shop with a history, a real page, and nothing left behind. */
export function register(program: Command): void {
  const demo = program
    .command("demo")
    .description("Start a shop with 30 days of history, break it, and get the page.")
    .addOption(new Option("--fault <kind>", "what goes wrong 30 s after the start").choices(["errors", "latency", "none"]).default("errors"))
    .option("--once", "end as soon as the page has fired and the burn was shown; exit 1 names the part that failed", false)
    .addHelpText("after", "\nExample:\n  $ headroom demo --fault latency\n")
    .action(async (flags: DemoFlags) => {
      const { runDemo } = await import("../../demo/main.ts");
      process.exitCode = (await runDemo(flags)) === "done" ? exitCode.done : exitCode.problems;
    });
  demo
    .command("down")
    .description("End every demo of yours and remove what it left.")
    .action(async () => {
      const { stopDemos } = await import("../../demo/run/down.ts");
      const count = await stopDemos();
      process.stderr.write(count === 0 ? "no demo is running\n" : `ended ${count === 1 ? "the demo" : `${count} demos`}\n`);
    });
}
