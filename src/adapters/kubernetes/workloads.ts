import { AppsV1Api, type KubernetesListObject, type KubernetesObject } from "@kubernetes/client-node";
import type { WorkloadKind } from "../../core/objective/scaling-policy.ts";
import type { WorkloadState } from "../../core/scaling/decision/workload-state.ts";
import type { Seconds } from "../../core/units/seconds.ts";
import type { Connection } from "./connect.ts";
import { follow, type FollowHandlers } from "./follow.ts";
import { deploymentState, replicaSetState, statefulSetState } from "./workload-states.ts";

/** Which workloads are followed. */
export interface WorkloadScope {
  readonly kind: WorkloadKind;
  /** All of the cluster when there is none. */
  readonly namespace: string | undefined;
}

/** Objects that are asked for at once: one is some 10 KB, of which little is kept. */
const PAGE = 500;
/** More than any cluster is built for, of one kind. */
const MOST = 50_000;

/** Deployments, StatefulSets and ReplicaSets of the cluster. */
export class Workloads {
  readonly #connection: Connection;
  readonly #api: AppsV1Api;
  readonly #renewAfter: Seconds;

  /** @param renewAfter - a watch on which nothing happens is renewed so often, which tells that it is alive */
  constructor(connection: Connection, renewAfter: Seconds) {
    this.#connection = connection;
    this.#api = connection.client(AppsV1Api);
    this.#renewAfter = renewAfter;
  }

  /** Follows the workloads of one kind. */
  follow({ kind, namespace }: WorkloadScope, handlers: FollowHandlers<WorkloadState>): () => void {
    const api = this.#api;
    switch (kind) {
      case "Deployment":
        return this.#follow("deployments", namespace, handlers, deploymentState, (page) =>
          namespace === undefined
            ? api.listDeploymentForAllNamespaces(page)
            : api.listNamespacedDeployment({ ...page, namespace }),
        );
      case "StatefulSet":
        return this.#follow("statefulsets", namespace, handlers, statefulSetState, (page) =>
          namespace === undefined
            ? api.listStatefulSetForAllNamespaces(page)
            : api.listNamespacedStatefulSet({ ...page, namespace }),
        );
      case "ReplicaSet":
        return this.#follow("replicasets", namespace, handlers, replicaSetState, (page) =>
          namespace === undefined
            ? api.listReplicaSetForAllNamespaces(page)
            : api.listNamespacedReplicaSet({ ...page, namespace }),
        );
    }
  }

  #follow<Raw extends KubernetesObject>(
    resource: string,
    namespace: string | undefined,
    { changed, ...handlers }: FollowHandlers<WorkloadState>,
    toState: (object: Raw) => WorkloadState,
    listPage: ListPage<Raw>,
  ): () => void {
    const within = namespace === undefined ? "" : `/namespaces/${encodeURIComponent(namespace)}`;
    const keep = (object: Raw): Kept => kept(object, toState);
    return follow<Raw, Kept>(
      this.#connection,
      {
        path: `/apis/apps/v1${within}/${resource}`,
        list: () => listAll(listPage, keep),
        keep,
        renewAfter: this.#renewAfter,
      },
      { ...handlers, changed: (objects) => changed(objects.map(({ state }) => state)) },
    );
  }
}

/** What is kept of an object: what the client needs to tell it from others, and how it stands. */
interface Kept extends KubernetesObject {
  readonly state: WorkloadState;
}

function kept<Raw extends KubernetesObject>(object: Raw, toState: (object: Raw) => WorkloadState): Kept {
  const { resourceVersion = "" } = object.metadata ?? {};
  const state = toState(object);
  return { metadata: { name: state.name, namespace: state.namespace, resourceVersion }, state };
}

type ListPage<Raw extends KubernetesObject> = (page: {
  readonly limit: number;
  readonly _continue?: string;
}) => Promise<KubernetesListObject<Raw>>;

/** Lists page by page; of a page only what is kept outlives it. */
async function listAll<Raw extends KubernetesObject>(
  listPage: ListPage<Raw>,
  keep: (object: Raw) => Kept,
): Promise<KubernetesListObject<Kept>> {
  const items: Kept[] = [];
  let page: KubernetesListObject<Raw>;
  let next: string | undefined;
  do {
    page = await listPage({ limit: PAGE, ...(next === undefined ? {} : { _continue: next }) });
    for (const object of page.items) items.push(keep(object));
    if (items.length > MOST) throw new Error(`there are more than ${MOST}, which is more than can be followed`);
    ({ _continue: next } = page.metadata ?? {});
  } while (next !== undefined && next !== "");
  return { ...page, items };
}
