import { type KubeConfig, KubernetesObjectApi, PatchStrategy } from "@kubernetes/client-node";
import { parseAllDocuments } from "yaml";

/** Applies manifests as `kubectl apply --server-side --validate=strict` would. */
export async function apply(admin: KubeConfig, manifests: string): Promise<void> {
  const api = KubernetesObjectApi.makeApiClient(admin);
  for (const document of parseAllDocuments(manifests)) {
    const object: unknown = document.toJS();
    if (!isObject(object)) continue;
    await api.patch(object, undefined, undefined, "headroom-test", true, PatchStrategy.ServerSideApply);
  }
}

const isObject = (value: unknown): value is { apiVersion: string; kind: string; metadata: { name: string } } =>
  typeof value === "object" && value !== null && "kind" in value && "metadata" in value;
