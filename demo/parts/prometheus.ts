import { writeFile } from "node:fs/promises";
import { stringify } from "yaml";
import { z } from "zod";
import { NAMESPACE } from "../shop/services.ts";
import { freePort } from "../run/free-port.ts";
import { PartFailure } from "../run/part-failure.ts";
import type { Parts } from "../run/parts.ts";
import type { RunFolder } from "../run/run-folder.ts";
import type { ShopPod } from "./shop.ts";

const PART = "prometheus";

/** What Prometheus is told to do once the history is written. */
export interface Duties {
  /** Folder with `*.rules.yaml`. */
  readonly rules: string;
  readonly alertmanager: string;
  readonly pods: readonly ShopPod[];
  /** `host:port` of Headroom. */
  readonly headroom: string;
}

export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly points: readonly (readonly [seconds: number, value: number])[];
}

const matrixAnswer = z.object({
  data: z.object({
    result: z.array(
      z.object({ metric: z.record(z.string(), z.string()), values: z.array(z.tuple([z.number(), z.string()])) }),
    ),
  }),
});

const alertsAnswer = z.object({
  data: z.object({ alerts: z.array(z.object({ state: z.string(), labels: z.record(z.string(), z.string()) })) }),
});

/** A Prometheus of the demo's own, with its data in the run folder. */
export class DemoPrometheus {
  readonly url: string;
  readonly #configFile: string;

  private constructor(url: string, configFile: string) {
    this.url = url;
    this.#configFile = configFile;
  }

  /** Starts it without duties: samples of now would make it refuse the history. */
  static async start(program: string, folder: RunFolder, parts: Parts): Promise<DemoPrometheus> {
    const url = `http://127.0.0.1:${await freePort()}`;
    const prometheus = new DemoPrometheus(url, folder.file("prometheus.yaml"));
    await writeFile(prometheus.#configFile, stringify(BASE));
    await parts.start(PART, program, [
      `--config.file=${prometheus.#configFile}`,
      `--storage.tsdb.path=${folder.file("prometheus-data")}`,
      "--storage.tsdb.retention.time=40d",
      ...ONE_BLOCK,
      `--web.listen-address=${new URL(url).host}`,
      `--web.external-url=${url}`,
      "--web.enable-remote-write-receiver",
      "--web.enable-lifecycle",
      "--log.level=warn",
    ]);
    await parts.wait(PART, "it was ready", 30, async () => ((await isOk(`${url}/-/ready`)) ? true : undefined));
    return prometheus;
  }

  /** Starts scraping and evaluating rules. */
  async takeUp(duties: Duties): Promise<void> {
    await writeFile(this.#configFile, stringify({ ...BASE, ...withDuties(duties) }));
    const answer = await fetch(`${this.url}/-/reload`, { method: "POST" });
    if (!answer.ok) throw new PartFailure(PART, `it refuses its configuration: ${(await answer.text()).trim()}`);
  }

  /** Whether a page fires here, be it handed on or not. */
  async hasFiringPage(): Promise<boolean> {
    const answer = await fetch(`${this.url}/api/v1/alerts`);
    if (!answer.ok) return false;
    const { data } = alertsAnswer.parse(await answer.json());
    return data.alerts.some(({ state, labels }) => state === "firing" && labels.severity === "page");
  }

  /** Evaluates an expression at every step from `start` to `end`, both seconds since the epoch. */
  async range(expression: string, start: number, end: number, step: number): Promise<readonly Series[]> {
    const body = new URLSearchParams({ query: expression, start: String(start), end: String(end), step: String(step) });
    const answer = await fetch(`${this.url}/api/v1/query_range`, { method: "POST", body });
    if (!answer.ok) throw new PartFailure(PART, `it refuses a query of the rules: ${await answer.text()}`);
    const { data } = matrixAnswer.parse(await answer.json());
    return data.result.map(({ metric, values }) => ({
      labels: metric,
      points: values.map(([at, value]) => [at, Number(value)] as const),
    }));
  }
}

/**
 * A month comes in within seconds, and stays in the newest block: queries that meet a compaction fail now and then.
 * Samples up to half a block older than the newest are in order, so the rules' past may be written after the counters'.
 */
export const ONE_BLOCK = ["--storage.tsdb.min-block-duration=80d", "--storage.tsdb.max-block-duration=80d"];

const BASE = { global: { scrape_interval: "5s", scrape_timeout: "4s", evaluation_interval: "30s" } };

function withDuties({ rules, alertmanager, pods, headroom }: Duties): object {
  const jobs = [...new Set(pods.map(({ service }) => service))];
  const target = ({ port, name, instance }: ShopPod): object => ({
    targets: [`127.0.0.1:${port}`],
    labels: { instance, pod: name, namespace: NAMESPACE },
  });
  return {
    rule_files: [`${rules}/*.rules.yaml`],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [new URL(alertmanager).host] }] }] },
    scrape_configs: [
      ...jobs.map((job) => ({
        job_name: job,
        static_configs: pods.filter(({ service }) => service === job).map(target),
      })),
      { job_name: "headroom", static_configs: [{ targets: [headroom] }] },
    ],
  };
}

/** Whether an address answers with success; anything else is "not yet". */
export async function isOk(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false;
  }
}
