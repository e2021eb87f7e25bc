import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { LivePod } from "../backfill/history.ts";
import { loadAt } from "../backfill/shop-clock.ts";
import { PartFailure } from "../run/part-failure.ts";
import type { Parts } from "../run/parts.ts";
import type { ShopFault } from "../shop/fault.ts";
import type { LoadOrder, PodOrder } from "../shop/pod-order.ts";
import { PEAK_VISITS_PER_SECOND, SERVICE_NAMES, type ServiceName } from "../shop/services.ts";

/** A running pod. */
export interface ShopPod {
  readonly service: ServiceName;
  readonly name: string;
  readonly instance: string;
  readonly port: number;
}

const START_SECONDS = 20;

const listening = z.object({ port: z.int().positive() });

/** Starts the pods that are alive at the end of the history; their counters go on from it. */
export async function startShop(live: readonly LivePod[], parts: Parts): Promise<readonly ShopPod[]> {
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
      live.filter(({ pod }) => pod.service === name).map((one) => startPod(one, upstreams, parts)),
    );
    pods = [...pods, ...started];
  }
  return pods;
}

async function startPod(
  { pod, startedAt, seeds }: LivePod,
  upstreams: PodOrder["upstreams"],
  parts: Parts,
): Promise<ShopPod> {
  const order: PodOrder = { service: pod.service, pod: pod.name, version: pod.version, startedAt, seeds, upstreams };
  const { answer } = await parts.startScript(pod.name, script("pod"), order);
  let said: unknown;
  answer.then(
    (message) => (said = message),
    () => undefined,
  );
  const { port } = listening.parse(
    await parts.wait(pod.name, "it listened", START_SECONDS, () => Promise.resolve(said)),
  );
  return { service: pod.service, name: pod.name, instance: pod.instance, port };
}

/** Visitors come as often as at the end of the history, from its very end on. */
export async function startVisitors(
  pods: readonly ShopPod[],
  from: number,
  seconds: number,
  parts: Parts,
): Promise<void> {
  const ports = pods.filter(({ service }) => service === "gateway").map(({ port }) => port);
  const order: LoadOrder = { ports, from, seconds, visitsPerSecond: PEAK_VISITS_PER_SECOND * loadAt(0) };
  await parts.startScript("visitors", script("visitors"), order);
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
