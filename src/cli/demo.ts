import { type Command, Option } from "commander";
import { type ShopFault, FAULTS } from "../../demo/shop/fault.ts";
import { exitCode } from "./exit-code.ts";

interface DemoFlags {
  readonly fault: ShopFault;
  readonly once: boolean;
  readonly grafanaUrl?: string;
  readonly grafanaTokenFile?: string;
}

/** `headroom demo`: a shop with a history, a real page, and nothing left behind. */
export function register(program: Command): void {
  const demo = program
    .command("demo")
    .description("Start a shop with 30 days of history, break it, and get the page.")
    .addOption(new Option("--fault <kind>", "what goes wrong 30 s after the start").choices(FAULTS).default("errors"))
    .option(
      "--once",
      "end as soon as the page has fired and the burn was shown; exit 1 names the part that failed",
      false,
    )
    .option(
      "--grafana-url <url>",
      "a running Grafana that gets the data source and the dashboards (default: the one on PATH, if any, is started)",
    )
    .option("--grafana-token-file <file>", "file with the token of a service account of that Grafana")
    .addHelpText("after", "\nExample:\n  $ headroom demo --fault latency\n")
    .action(async ({ fault, once, grafanaUrl, grafanaTokenFile }: DemoFlags) => {
      const { runDemo } = await import("../../demo/run-demo.ts");
      const grafana = grafanaUrl === undefined ? undefined : { url: grafanaUrl, tokenFile: grafanaTokenFile };
      process.exitCode = (await runDemo({ fault, once, grafana })) === "done" ? exitCode.done : exitCode.problems;
    });
  demo
    .command("down")
    .description("End every demo of yours and remove what it left.")
    .action(async () => {
      const { stopDemos } = await import("../../demo/run/down.ts");
      const count = await stopDemos();
      process.stderr.write(
        count === 0 ? "no demo is running\n" : `ended ${count === 1 ? "the demo" : `${count} demos`}\n`,
      );
    });
}
