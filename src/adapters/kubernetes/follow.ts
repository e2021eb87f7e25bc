import { setTimeout as sleep } from "node:timers/promises";
import { type KubernetesListObject, type KubernetesObject, ListWatch } from "@kubernetes/client-node";
import type { Seconds } from "../../core/units/seconds.ts";
import type { Connection } from "./connect.ts";
import { messageOf, statusOf } from "./answer.ts";
import { LivelyWatch } from "./lively-watch.ts";

/** After a failure the API server is asked again in this time, doubled with each further one in a row. */
const RETRY_MS = 1_000;
/** One that is back is heard long before what was read of it is too old to act on. */
const LONGEST_RETRY_MS = 15_000;

/** Which objects are followed. */
export interface Followed<Raw, Kept extends KubernetesObject> {
  /** `/api/v1/namespaces/kube-system/configmaps` */
  readonly path: string;
  readonly fieldSelector?: string;
  /** All of them, as they are kept. */
  readonly list: () => Promise<KubernetesListObject<Kept>>;
  /** What is kept of an object that the watch brings; with its name, namespace and resource version at least. */
  readonly keep: (object: Raw) => Kept;
  /** A watch on which nothing happens is renewed so often, which tells that it is alive. */
  readonly renewAfter?: Seconds;
}

export interface FollowHandlers<T> {
  /** All objects, after the first list and after each change. */
  readonly changed: (objects: readonly T[]) => void;
  /** `status` is that of HTTP; undefined when there was no answer. */
  readonly failed: (problem: string, status: number | undefined) => void;
  /** The API server was heard. */
  readonly alive?: () => void;
}

/** Lists objects and watches them until the returned function is called; failures are told and tried again. */
export function follow<Raw, Kept extends KubernetesObject>(
  { config }: Connection,
  { path, fieldSelector, list, keep, ...options }: Followed<Raw, Kept>,
  { changed, failed, alive = () => undefined }: FollowHandlers<Kept>,
): () => void {
  let retry: NodeJS.Timeout | undefined;
  let failures = 0;
  let isStopped = false;
  const start = (): void => void objects.start().catch(tellFailure);
  const heard = (): void => {
    failures = 0;
    if (!isStopped) alive();
  };
  const tellFailure = (error: unknown): void => {
    if (!isStopped) failed(messageOf(error), statusOf(error));
  };
  // An empty list changes no object, and is news all the same.
  const listed = (): Promise<KubernetesListObject<Kept>> => passing(list(), heard, tellSoon);
  const watch = new LivelyWatch<Raw>(config, { ...options, keep, alive: heard, failed: tellFailure });
  const objects = new ListWatch<Kept>(path, watch, listed, false, undefined, fieldSelector, { delayFn: pause });
  // Objects of one list come one by one: they are told together.
  const tellSoon = soon(() => {
    if (!isStopped) changed(objects.list());
  });
  objects.on("change", tellSoon);
  objects.on("error", (error: unknown) => {
    tellFailure(error);
    if (!isStopped) retry = setTimeout(start, Math.min(LONGEST_RETRY_MS, RETRY_MS * 2 ** failures++));
  });
  start();
  return () => {
    isStopped = true;
    clearTimeout(retry);
    watch.stop();
    void objects.stop();
  };
}

/**
 * Between two watches of which the first has simply ended. The client would wait longer each time that nothing has
 * happened, up to half a minute, and a watch that is renewed would be heard of ever more seldom.
 */
const pause = (milliseconds: number): Promise<void> => sleep(Math.min(milliseconds, RETRY_MS));

/** Does something once for all calls of the present turn of the event loop. */
function soon(work: () => void): () => void {
  let waiting: NodeJS.Immediate | undefined;
  return () => {
    waiting ??= setImmediate(() => {
      waiting = undefined;
      work();
    });
  };
}

/** Waits for a value, and tells that it has come. */
async function passing<T>(value: Promise<T>, ...told: readonly (() => void)[]): Promise<T> {
  const found = await value;
  for (const tell of told) tell();
  return found;
}
