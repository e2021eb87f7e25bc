import { AppsV1Api, AutoscalingV2Api, type KubeConfig, type V2HorizontalPodAutoscaler } from "@kubernetes/client-node";
import { setTimeout as sleep } from "node:timers/promises";

/** How many replicas a Deployment was asked to have, each change with its time. */
export class Timeline {
  readonly #startMs = Date.now();
  readonly #changes: { readonly at: number; readonly replicas: number }[] = [];
  readonly #read: () => Promise<number | undefined>;
  #loop: Promise<void> | undefined;
  #isStopped = false;

  constructor(admin: KubeConfig, namespace: string, name: string) {
    const apps = admin.makeApiClient(AppsV1Api);
    this.#read = async () => (await apps.readNamespacedDeployment({ namespace, name })).spec?.replicas;
  }

  start(): this {
    this.#loop = this.#run();
    return this;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#loop;
  }

  /** The counts in order, without their times. */
  get replicas(): readonly number[] {
    return this.#changes.map(({ replicas }) => replicas);
  }

  get last(): number | undefined {
    return this.#changes.at(-1)?.replicas;
  }

  /** `0.0s 10 · 4.2s 23` */
  toString(): string {
    return this.#changes.map(({ at, replicas }) => `${(at / 1000).toFixed(1)}s ${replicas}`).join(" · ");
  }

  async #run(): Promise<void> {
    while (!this.#isStopped) {
      const replicas = await this.#read().catch(() => undefined);
      if (replicas !== undefined && replicas !== this.last)
        this.#changes.push({ at: Date.now() - this.#startMs, replicas });
      await sleep(100);
    }
  }
}

/** One condition of an HPA, as `kubectl describe` shows it. */
export async function hpaCondition(
  admin: KubeConfig,
  namespace: string,
  name: string,
  type: string,
): Promise<{ readonly status: string; readonly reason: string; readonly message: string } | undefined> {
  const api = admin.makeApiClient(AutoscalingV2Api);
  const hpa: V2HorizontalPodAutoscaler = await api.readNamespacedHorizontalPodAutoscaler({ namespace, name });
  const found = hpa.status?.conditions?.find((condition) => condition.type === type);
  return found && { status: found.status, reason: found.reason ?? "", message: found.message ?? "" };
}
