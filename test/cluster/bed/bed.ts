import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { KubeConfig } from "@kubernetes/client-node";
import { type PrometheusServer, startPrometheus } from "../../fixtures/prometheus-server.ts";
import { apply } from "./apply.ts";
import { type ControlPlane, startControlPlane } from "./control-plane.ts";
import { type InstalledHeadroom, installHeadroom } from "./installed.ts";
import { type OpenedKeda, openKeda } from "./keda-scaler.ts";
import { NEVER_READY } from "./kubelet.ts";
import { LiveLoad, type Traffic } from "./load.ts";
import { clusterPrograms } from "./programs.ts";
import { shopSpec, type SpecOptions, workload } from "./shop.ts";
import { Timeline } from "./timeline.ts";
import { tool } from "./tool.ts";

/** Traffic of every shop at first: ten replicas at 39 requests a second each, of 40 that one bears. */
export const USUAL: Traffic = { requestsPerSecond: 390, failing: 0.0002 };

/** How many seconds of the past a shop has at first. */
const PAST_SECONDS = 420;

export interface BedOptions {
  /** Flags of `headroom serve` besides the usual ones. */
  readonly flags?: readonly string[];
  /** With KEDA, which then owns the external metrics. */
  readonly withKeda?: boolean;
}

export interface Opening {
  /** Of its autoscaler. */
  readonly manifests: string;
  readonly spec?: SpecOptions;
  /** Its traffic in the past and now; {@link USUAL} unless said otherwise. */
  readonly traffic?: Traffic;
}

/** A control plane, a Prometheus and a Headroom for the scenarios of one file. */
export class Bed {
  readonly plane: ControlPlane;
  readonly prometheus: PrometheusServer;
  readonly #specs: string;
  readonly #flags: readonly string[];
  #keda: OpenedKeda | undefined;
  readonly #shops = new Map<string, Shop>();
  #headroom: InstalledHeadroom | undefined;

  private constructor(plane: ControlPlane, prometheus: PrometheusServer, specs: string, flags: readonly string[]) {
    this.plane = plane;
    this.prometheus = prometheus;
    this.#specs = specs;
    this.#flags = flags;
  }

  static async start({ flags = [], withKeda = false }: BedOptions = {}): Promise<Bed> {
    const [plane, prometheus, specs] = await Promise.all([
      clusterPrograms().then(startControlPlane),
      startPrometheus(),
      mkdtemp(join(tmpdir(), "headroom-specs-")),
    ]);
    const bed = new Bed(plane, prometheus, specs, flags);
    try {
      await bed.#open(withKeda);
      return bed;
    } catch (error) {
      // Nobody else would end what runs already.
      await bed.stop();
      throw error;
    }
  }

  async #open(withKeda: boolean): Promise<void> {
    if (withKeda) this.#keda = await openKeda(this.plane);
    // A folder without specs is refused, so that nobody loses all by accident.
    await writeFile(join(this.#specs, "idle.yaml"), shopSpec("idle", {}));
    await this.startHeadroom();
  }

  get keda(): OpenedKeda | undefined {
    return this.#keda;
  }

  get admin(): KubeConfig {
    return this.plane.admin;
  }

  get headroom(): InstalledHeadroom {
    if (this.#headroom === undefined) throw new Error("Headroom is not running");
    return this.#headroom;
  }

  /** On the port that it had before, if there was one. */
  async startHeadroom(port?: number): Promise<void> {
    this.#headroom = await installHeadroom(this.plane, {
      prometheus: this.prometheus.url,
      specs: this.#specs,
      flags: [...this.#flags, ...(this.#keda?.flags ?? [])],
      besideOwner: this.#keda !== undefined,
      ...(port === undefined ? {} : { port }),
    });
  }

  /** A service with its load, its specs and its Deployment of ten, in a namespace of its own name. */
  async open(name: string, { manifests, spec = {}, traffic = USUAL }: Opening): Promise<Shop> {
    const load = new LiveLoad(this.prometheus.url, name, traffic);
    await load.start(PAST_SECONDS);
    await writeFile(join(this.#specs, `${name}.yaml`), shopSpec(name, spec));
    await apply(this.plane, workload(name));
    const shop = new Shop(name, load, new Timeline(this.admin, name, "web").start());
    this.#shops.set(name, shop);
    await this.#untilDecided(name);
    await apply(this.plane, manifests);
    return shop;
  }

  apply(manifests: string): Promise<void> {
    return apply(this.plane, manifests);
  }

  /** Rolls out another version of a shop's Deployment; the pods of a broken one never get ready. */
  async rollOut(name: string, version: string, { isBroken = false } = {}): Promise<void> {
    const annotations = { version, [NEVER_READY]: isBroken ? "true" : null };
    const patch = JSON.stringify({ spec: { template: { metadata: { annotations } } } });
    await tool(this.plane, "kubectl", [
      "patch",
      "deployment/web",
      `--namespace=${name}`,
      "--type=merge",
      `-p=${patch}`,
    ]);
  }

  shop(name: string): Shop {
    const shop = this.#shops.get(name);
    if (shop === undefined) throw new Error(`${name} was not opened`);
    return shop;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#shops.values()].map((shop) => shop.close()));
    await this.#headroom?.stop();
    await this.#keda?.stop();
    await this.prometheus.stop();
    await this.plane.stop();
    await rm(this.#specs, { recursive: true, force: true });
  }

  /** An autoscaler that comes before the first decision would only see an error. */
  async #untilDecided(service: string): Promise<void> {
    const url = `${this.headroom.process.url}/api/v1/signals/${service}/${service}/web`;
    // A connection that was kept may be closed at its other end just as it is used again: that is no answer yet.
    const ask = (): Promise<{ readonly ok: boolean; readonly text: string }> =>
      fetch(url).then(
        async (answer) => ({ ok: answer.ok, text: await answer.text() }),
        (error: unknown) => ({ ok: false, text: String(error) }),
      );
    for (let tries = 0; tries < 120; tries++) {
      if ((await ask()).ok) return;
      await sleep(500);
    }
    throw new Error(`after 60 s: ${(await ask()).text}`);
  }
}

/** One service of a scenario. */
export class Shop {
  readonly name: string;
  readonly load: LiveLoad;
  readonly timeline: Timeline;

  constructor(name: string, load: LiveLoad, timeline: Timeline) {
    this.name = name;
    this.load = load;
    this.timeline = timeline;
  }

  async close(): Promise<void> {
    await this.load.stop();
    await this.timeline.stop();
    process.stdout.write(`${this.name}: ${String(this.timeline)}\n`);
  }
}
