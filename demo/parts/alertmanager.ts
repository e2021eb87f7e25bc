import { readFile, writeFile } from "node:fs/promises";
import { parse, stringify } from "yaml";
import { z } from "zod";
import { freePort } from "../run/free-port.ts";
import type { Parts } from "../run/parts.ts";
import type { RunFolder } from "../run/run-folder.ts";
import { isOk } from "./prometheus.ts";

const PART = "alertmanager";

const inhibition = z.object({ inhibit_rules: z.array(z.unknown()) });

/**
 * Starts an Alertmanager that hands everything to `phone`, quickly, and with the generated inhibition rules.
 *
 * @returns its address
 */
export async function startAlertmanager(
  program: string,
  inhibitFile: string,
  phone: string,
  folder: RunFolder,
  parts: Parts,
): Promise<string> {
  const url = `http://127.0.0.1:${await freePort()}`;
  const config = folder.file("alertmanager.yaml");
  const { inhibit_rules } = inhibition.parse(parse(await readFile(inhibitFile, "utf8")));
  await writeFile(config, stringify({ ...routes(phone), inhibit_rules }));
  await parts.start(PART, program, [
    `--config.file=${config}`,
    `--storage.path=${folder.file("alertmanager-data")}`,
    `--web.listen-address=${new URL(url).host}`,
    `--web.external-url=${url}`,
    // Alone, it has nobody to gossip with.
    "--cluster.listen-address=",
    "--log.level=warn",
  ]);
  await parts.wait(PART, "it was ready", 20, async () => ((await isOk(`${url}/-/ready`)) ? true : undefined));
  return url;
}

/** Short waits: in a demo nobody wants to wait for a group to fill. */
const routes = (phone: string): object => ({
  route: {
    receiver: "phone",
    group_by: ["alertname", "service", "slo", "severity"],
    group_wait: "1s",
    group_interval: "10s",
    repeat_interval: "4h",
  },
  receivers: [{ name: "phone", webhook_configs: [{ url: phone, send_resolved: true }] }],
});
