import type { ChildProcess } from "node:child_process";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { LivePod } from "../backfill/history.ts";
import { loadAt } from "../backfill/shop-clock.ts";
import { PartFailure } from "../run/part-failure.ts";
import type { Parts } from "../run/parts.ts";
import type { ShopFault } from "../shop/fault.ts";
import type { LoadOrder, PodOrder, RateOrder } from "../shop/pod-order.ts";
import { PEAK_VISITS_PER_SECOND, SERVICE_NAMES, type ServiceName } from "../shop/services.ts";

/** A running pod. */
export interface ShopPod {
  readonly service: ServiceName;
  readonly name: string;
  readonly instance: string;
  readonly version: string;
  readonly port: number;
}

const USUAL_VISITS_PER_SECOND = PEAK_VISITS_PER_SECOND * loadAt(0);

/** Those who come to the shop. */
export class Visitors {
  readonly #child: ChildProcess;

  constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** From now on `times` as many come as usual. */
  come(times: number): void {
    const order: RateOrder = { visitsPerSecond: USUAL_VISITS_PER_SECOND * times };
    this.#child.send(order);
  }
}

const START_SECONDS = 20;

const listening = z.object({ port: z.int().positive() });

/** What a pod of a service can take; undefined: as many as come. */
export type MostPerSecond = Readonly<Partial<Record<ServiceName, number>>>;

/** A pod to start: of the history, or a new one. */
export interface NewPod extends Omit<LivePod, "pod"> {
  readonly pod: Pick<LivePod["pod"], "service" | "name" | "instance" | "version">;
}

/** Starts the pods that are alive at the end of the history; their counters go on from it. */
export async function startShop(
  live: readonly LivePod[],
  parts: Parts,
  mostPerSecond?: MostPerSecond,
): Promise<readonly ShopPod[]> {
  let pods: readonly ShopPod[] = [];
  // Backends before the gateway, which has to know their ports.
  for (const name of SERVICE_NAMES) {
    const upstreams = Object.fromEntries(
      SERVICE_NAMES.map((upstream) => [
        upstream,
        pods.filter(({ service }) => service === upstream).map(({ port }) => port),
      ]),
    );
    const started = await Promise.all(
      live
        .filter(({ pod }) => pod.service === name)
        .map((one) => startPod(one, { upstreams, mostPerSecond: mostPerSecond?.[name], failShare: 0 }, parts)),
    );
    pods = [...pods, ...started];
  }
  return pods;
}

/** Starts one pod and waits until it listens. */
export async function startPod(
  { pod, startedAt, seeds }: NewPod,
  given: Pick<PodOrder, "upstreams" | "mostPerSecond" | "failShare">,
  parts: Parts,
): Promise<ShopPod> {
  const order: PodOrder = { service: pod.service, pod: pod.name, version: pod.version, startedAt, seeds, ...given };
  const { answer } = await parts.startScript(pod.name, script("pod"), order);
  let said: unknown;
  answer.then(
    (message) => (said = message),
    () => undefined,
  );
  const { port } = listening.parse(
    await parts.wait(pod.name, "it listened", START_SECONDS, () => Promise.resolve(said)),
  );
  return { service: pod.service, name: pod.name, instance: pod.instance, version: pod.version, port };
}

/** Visitors come as often as at the end of the history, from its very end on. */
export async function startVisitors(
  pods: readonly ShopPod[],
  from: number,
  seconds: number,
  parts: Parts,
): Promise<Visitors> {
  const ports = pods.filter(({ service }) => service === "gateway").map(({ port }) => port);
  const order: LoadOrder = { ports, from, seconds, visitsPerSecond: USUAL_VISITS_PER_SECOND };
  const { child } = await parts.startScript("visitors", script("visitors"), order);
  return new Visitors(child);
}

/** Tells every pod of the gateway who serves behind it now. */
export async function setUpstreams(
  pods: readonly ShopPod[],
  service: ServiceName,
  ports: readonly number[],
): Promise<void> {
  const asked = new URLSearchParams([["service", service], ...ports.map((port) => ["port", String(port)])]);
  for (const gateway of pods.filter((pod) => pod.service === "gateway")) {
    const answer = await fetch(`http://127.0.0.1:${gateway.port}/admin/upstreams?${asked.toString()}`, {
      method: "POST",
    });
    if (!answer.ok) throw new PartFailure(gateway.name, `it refuses the pods of ${service} with ${answer.status}`);
  }
}

/** Makes the checkout fail, or ends that. */
export async function setFault(pods: readonly ShopPod[], fault: ShopFault): Promise<void> {
  for (const { service, name, port } of pods) {
    if (service !== "checkout") continue;
    const answer = await fetch(`http://127.0.0.1:${port}/admin/fault?kind=${fault}`, { method: "POST" });
    if (!answer.ok) throw new PartFailure(name, `it refuses the fault ${fault} with ${answer.status}`);
  }
}

/** The scripts lie beside this file's folder, as TypeScript in a clone and compiled in the package. */
const script = (name: string): string =>
  fileURLToPath(new URL(`../shop/${name}${extname(import.meta.url)}`, import.meta.url));
