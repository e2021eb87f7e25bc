import { setTimeout as sleep } from "node:timers/promises";
import { CoreV1Api, type KubeConfig, PatchStrategy, setHeaderOptions, type V1Pod } from "@kubernetes/client-node";

/** How often it looks for pods that nobody runs. */
const LOOK_MS = 250;

/** Pods with this annotation never become ready: their version is broken. */
export const NEVER_READY = "headroom.test/never-ready";

/** How long a pod takes to start. */
const START_MS = 1_000;

/** Marks pods as running, and as ready a second after they were made: there are no nodes here. */
export function startKubelet(admin: KubeConfig): { stop(): Promise<void> } {
  const core = admin.makeApiClient(CoreV1Api);
  const stopping = new AbortController();
  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      // A control plane that is busy is asked again.
      await lookOnce(core).catch(() => undefined);
      await sleep(LOOK_MS);
    }
  };
  const ended = loop();
  return {
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}

async function lookOnce(core: CoreV1Api): Promise<void> {
  const { items } = await core.listPodForAllNamespaces({ fieldSelector: "status.phase=Pending" });
  const started = items.filter(({ metadata }) => {
    const isBroken = metadata?.annotations?.[NEVER_READY] !== undefined;
    return !isBroken && Date.now() - (metadata?.creationTimestamp?.getTime() ?? 0) >= START_MS;
  });
  await Promise.all(started.map((pod) => markReady(core, pod)));
}

async function markReady(core: CoreV1Api, { metadata }: V1Pod): Promise<void> {
  const conditions = ["Initialized", "PodScheduled", "ContainersReady", "Ready"].map((type) => ({
    type,
    status: "True",
    lastTransitionTime: new Date().toISOString(),
  }));
  const where = { name: metadata?.name ?? "", namespace: metadata?.namespace ?? "" };
  await core.patchNamespacedPodStatus(
    { ...where, body: { status: { phase: "Running", startTime: new Date().toISOString(), conditions } } },
    setHeaderOptions("Content-Type", PatchStrategy.MergePatch),
  );
}
