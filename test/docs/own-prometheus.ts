import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { stringify } from "yaml";
import { freePort } from "../../demo/run/free-port.ts";
import { ensureTools } from "../../programs/ensure-tools.ts";
import { writeOwnHistory } from "./own-history.ts";

export interface OwnPrometheus {
  /** `host:port`, in the place of 127.0.0.1:9090. */
  readonly address: string;
  stop(): Promise<void>;
}

/**
 * The reader's own Prometheus, as the docs take it to be: a month old, scraping itself, with the rules of the project.
 */
export async function startOwnPrometheus(folder: string, project: string): Promise<OwnPrometheus> {
  const { prometheus } = await ensureTools(["prometheus"]);
  const address = `127.0.0.1:${await freePort()}`;
  const config = join(folder, "prometheus.yml");
  await writeFile(config, "{}\n");
  const child = spawn(
    prometheus,
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(folder, "prometheus-data")}`,
      `--web.listen-address=${address}`,
      "--web.enable-lifecycle",
      "--web.enable-remote-write-receiver",
      "--storage.tsdb.retention.time=40d",
      "--log.level=error",
    ],
    { stdio: "ignore" },
  );
  const ended = once(child, "exit");
  const stop = async (): Promise<void> => {
    child.kill("SIGKILL");
    await ended;
  };
  try {
    await until(async () => child.exitCode !== null || (await answers(`http://${address}/-/ready`)));
    // Before the first scrape: samples of now would make Prometheus refuse the past.
    await writeOwnHistory(address);
    await writeFile(config, stringify(duties(address, project)));
    await fetch(`http://${address}/-/reload`, { method: "POST" });
    await until(() => answers(`http://${address}/api/v1/targets`));
    return { address, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const duties = (address: string, project: string): object => ({
  global: { scrape_interval: "1s" },
  rule_files: [join(project, "alert-rules", "*.rules.yaml")],
  scrape_configs: [{ job_name: "prometheus", static_configs: [{ targets: [address] }] }],
});

const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (await isSo()) return;
    await sleep(100);
  }
  throw new Error("Prometheus is not ready after 10 s");
}
