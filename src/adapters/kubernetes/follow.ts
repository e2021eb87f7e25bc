import { type KubernetesListObject, type KubernetesObject, ListWatch, Watch } from "@kubernetes/client-node";
import type { Connection } from "./connect.ts";
import { messageOf } from "./answer.ts";

/** After a failure the API server is asked again in this time, doubled with each further one. */
const RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;

/** Which objects are followed. */
export interface Followed<T extends KubernetesObject> {
  /** `/api/v1/namespaces/kube-system/configmaps` */
  readonly path: string;
  readonly fieldSelector?: string;
  readonly list: () => Promise<KubernetesListObject<T>>;
}

export interface FollowHandlers<T> {
  /** All objects, after the first list and after each change. */
  readonly changed: (objects: readonly T[]) => void;
  readonly failed: (problem: string) => void;
}

/** Lists objects and watches them until the returned function is called; failures are told and tried again. */
export function follow<T extends KubernetesObject>(
  { config }: Connection,
  { path, fieldSelector, list }: Followed<T>,
  { changed, failed }: FollowHandlers<T>,
): () => void {
  let retry: NodeJS.Timeout | undefined;
  let failures = 0;
  let isStopped = false;
  let telling: NodeJS.Immediate | undefined;
  const listed = async (): Promise<KubernetesListObject<T>> => {
    const found = await list();
    failures = 0;
    // An empty list changes no object, and is news all the same.
    tellSoon();
    return found;
  };
  const watch = new ListWatch<T>(path, new Watch(config), listed, false, undefined, fieldSelector);
  // Objects of one list come one by one: they are told together.
  const tellSoon = (): void => {
    telling ??= setImmediate(() => {
      telling = undefined;
      if (!isStopped) changed(watch.list());
    });
  };
  watch.on("change", tellSoon);
  watch.on("error", (error: unknown) => {
    if (isStopped) return;
    failed(messageOf(error));
    retry = setTimeout(start, Math.min(LONGEST_RETRY_MS, RETRY_MS * 2 ** failures++));
  });
  const start = (): void => void watch.start().catch((error: unknown) => failed(messageOf(error)));
  start();
  return () => {
    isStopped = true;
    clearTimeout(retry);
    void watch.stop();
  };
}
