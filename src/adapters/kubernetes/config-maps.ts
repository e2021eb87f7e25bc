import { CoreV1Api, type V1ConfigMap } from "@kubernetes/client-node";
import type { Connection } from "./connect.ts";
import { follow } from "./follow.ts";

/** ConfigMaps of the cluster. */
export class ConfigMaps {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Follows one ConfigMap; a role that names it alone is enough. */
  follow(
    { namespace, name }: { readonly namespace: string; readonly name: string },
    {
      changed,
      failed,
    }: {
      readonly changed: (data: Readonly<Record<string, string>> | undefined) => void;
      readonly failed: (problem: string) => void;
    },
  ): () => void {
    const api = this.#connection.client(CoreV1Api);
    const fieldSelector = `metadata.name=${name}`;
    return follow(
      this.#connection,
      {
        path: `/api/v1/namespaces/${encodeURIComponent(namespace)}/configmaps`,
        fieldSelector,
        keep: (configMap: V1ConfigMap) => configMap,
        list: () => api.listNamespacedConfigMap({ namespace, fieldSelector }),
      },
      { changed: ([only]) => changed(only === undefined ? undefined : (only.data ?? {})), failed },
    );
  }
}
