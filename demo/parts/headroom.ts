import { cp, readFile, writeFile } from "node:fs/promises";
import { findPackageJSON } from "node:module";
import { dirname, join } from "node:path";
import { parseDocument } from "yaml";
import { z } from "zod";
import { signalView, sloListView, type SloView } from "../../src/service/http/view.ts";
import { freePort } from "../run/free-port.ts";
import { PartFailure } from "../run/part-failure.ts";
import type { Parts } from "../run/parts.ts";
import type { RunFolder } from "../run/run-folder.ts";
import { NAMESPACE } from "../shop/services.ts";
import { isOk } from "./prometheus.ts";

const PART = "headroom";

/** The same from the sources and from the compiled files. */
const PACKAGE_ROOT = dirname(findPackageJSON(import.meta.url) ?? import.meta.filename);

/** How long a new pod of the demo takes before it serves. */
export const STARTUP_SECONDS = 5;

/** The specs as they are in the package. */
export const SPECS = join(PACKAGE_ROOT, "slo-specs");

const COMMAND = join(PACKAGE_ROOT, "bin", "headroom");

/** Writes alert rules and dashboards for the demo's SLOs, as a user would. */
export async function generateFor(
  specs: string,
  out: string,
  dashboardUrl: string | undefined,
  parts: Parts,
): Promise<void> {
  await headroom(
    parts,
    "generate",
    specs,
    "--out",
    out,
    ...(dashboardUrl === undefined ? [] : ["--dashboard-url", dashboardUrl]),
  );
}

/** Steps come every 30 s; history is read between them. */
const HISTORY_SECONDS = 90;
const READ_COVERAGE = 0.95;

/** The replicas that the checkout needs; undefined where Headroom does not say. */
export interface Signal {
  readonly value: number | undefined;
  readonly because: string;
}

const noSignal = z.object({ problem: z.string() });

/** The demo's specs, but that the checkout's replicas are published, for pods that start faster than usual ones. */
export async function publishingSpecs(folder: RunFolder): Promise<string> {
  const specs = folder.file("specs");
  await cp(SPECS, specs, { recursive: true });
  const file = join(specs, "checkout.yaml");
  const document = parseDocument(await readFile(file, "utf8"));
  document.setIn(["scaling", 0, "mode"], "publish");
  document.setIn(["scaling", 0, "startup"], `${STARTUP_SECONDS}s`);
  await writeFile(file, document.toString());
  return specs;
}

/** A running `headroom serve`. */
export class DemoHeadroom {
  readonly url: string;

  private constructor(url: string) {
    this.url = url;
  }

  static async start(specs: string, listen: string, prometheus: string, parts: Parts): Promise<DemoHeadroom> {
    const demo = new DemoHeadroom(`http://${listen}`);
    await parts.start(PART, process.execPath, [
      COMMAND,
      "serve",
      "--specs",
      specs,
      "--prometheus",
      prometheus,
      // Both are on this machine, as the browser is.
      "--prometheus-public-url",
      prometheus,
      "--listen",
      listen,
    ]);
    await parts.wait(PART, "it was ready", 60, async () => ((await isOk(`${demo.url}/readyz`)) ? true : undefined));
    return demo;
  }

  static async address(): Promise<string> {
    return `127.0.0.1:${await freePort()}`;
  }

  /** Waits until it has read the history: until then its budgets know only the last minutes. */
  async hasHistory(parts: Parts): Promise<void> {
    await parts.wait(PART, "it had read the 30 days of history", HISTORY_SECONDS, async () => {
      const shop = (await this.slos()).filter(({ namespace }) => namespace === NAMESPACE);
      return shop.length > 0 && shop.every(({ coverage }) => coverage >= READ_COVERAGE) ? true : undefined;
    });
  }

  async slos(): Promise<readonly SloView[]> {
    const answer = await fetch(new URL("/api/v1/slos", this.url), { signal: AbortSignal.timeout(5_000) });
    if (!answer.ok) throw new PartFailure(PART, `it answers ${answer.status} to /api/v1/slos`);
    return sloListView.parse(await answer.json()).items;
  }

  /** What is published for the checkout's autoscaler, or why nothing is. */
  async signal(): Promise<Signal> {
    const path = `/api/v1/signals/${NAMESPACE}/checkout/checkout`;
    const answer = await fetch(new URL(path, this.url), { signal: AbortSignal.timeout(5_000) });
    const body: unknown = await answer.json();
    if (answer.ok) return signalView.parse(body);
    return { value: undefined, because: noSignal.parse(body).problem };
  }

  /** The table of `headroom status`. */
  status(parts: Parts): Promise<string> {
    return headroom(parts, "status", "--url", this.url);
  }
}

const headroom = (parts: Parts, command: string, ...args: readonly string[]): Promise<string> =>
  parts.run(`headroom ${command}`, process.execPath, [COMMAND, command, ...args]);
