import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { stringify } from "yaml";
import { freePort } from "../../demo/run/free-port.ts";
import { ensureTools } from "../../scripts/ensure-tools.ts";

export interface OwnPrometheus {
  /** `host:port`, in the place of 127.0.0.1:9090. */
  readonly address: string;
  stop(): Promise<void>;
}

/** The reader's own Prometheus, as the docs take it to be: it scrapes itself and loads the rules of the project. */
export async function startOwnPrometheus(folder: string, project: string): Promise<OwnPrometheus> {
  const { prometheus } = await ensureTools(["prometheus"]);
  const address = `127.0.0.1:${await freePort()}`;
  const config = join(folder, "prometheus.yml");
  await writeFile(config, stringify({
    global: { scrape_interval: "1s" },
    rule_files: [join(project, "alert-rules", "*.rules.yaml")],
    scrape_configs: [{ job_name: "prometheus", static_configs: [{ targets: [address] }] }],
  }));
  const child = spawn(prometheus, [`--config.file=${config}`, `--storage.tsdb.path=${join(folder, "prometheus-data")}`, `--web.listen-address=${address}`, "--web.enable-lifecycle", "--log.level=error"], { stdio: "ignore" });
  const ended = once(child, "exit");
  const stop = async (): Promise<void> => {
    child.kill("SIGKILL");
    await ended;
  };
  for (let tries = 0; tries < 100; tries++) {
    if (child.exitCode !== null) throw new Error(`Prometheus ended with ${child.exitCode}`);
    if (await fetch(`http://${address}/-/ready`).then(({ ok }) => ok, () => false)) return { address, stop };
    await sleep(100);
  }
  await stop();
  throw new Error("Prometheus is not ready after 10 s");
}
