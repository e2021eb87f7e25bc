import { type KubeConfig, type KubernetesObject, Watch } from "@kubernetes/client-node";
import type { Seconds } from "../../core/units/seconds.ts";

type WatchParameters = Parameters<Watch["watch"]>;

export interface WatchOptions<Raw> {
  /** How long one watch lasts before the API server ends it, and the next begins; as long as it likes by default. */
  readonly renewAfter?: Seconds;
  /** What of an object is kept. */
  readonly keep: (object: Raw) => KubernetesObject;
  /** The API server has said something, be it only that the watch has begun. */
  readonly alive: () => void;
  /** It says on an open watch that something is wrong. */
  readonly failed: (error: Error) => void;
}

/** Where something has changed elsewhere, the API server sends a bookmark so long before it ends a watch. */
const BOOKMARK_SECONDS = 2;

/** A watch that tells when the API server was last heard: silence alone does not tell a quiet one from a dead one. */
export class LivelyWatch<Raw> extends Watch {
  readonly #options: WatchOptions<Raw>;
  #isStopped = false;

  constructor(config: KubeConfig, options: WatchOptions<Raw>) {
    super(config);
    this.#options = options;
  }

  /** Ends what begins from now on, which the client would not. */
  stop(): void {
    this.#isStopped = true;
  }

  override async watch(
    path: WatchParameters[0],
    queryParams: WatchParameters[1],
    callback: WatchParameters[2],
    done: WatchParameters[3],
  ): Promise<AbortController> {
    const { renewAfter, alive } = this.#options;
    let isDone = false;
    const finish = (error: unknown): void => {
      isDone = true;
      done(error);
    };
    const renewal = renewAfter === undefined ? {} : { timeoutSeconds: Math.ceil(renewAfter) + BOOKMARK_SECONDS };
    const parameters = { ...queryParams, ...renewal, allowWatchBookmarks: true };
    try {
      const controller = await super.watch(path, parameters, this.#listener(callback), finish);
      // It resolves once the API server has answered, and calls `done` before where the answer is a failure.
      if (!isDone) alive();
      if (this.#isStopped) controller.abort();
      return controller;
    } catch (error) {
      // Credentials that cannot be read just now: nobody else would catch it.
      finish(error);
      return new AbortController();
    }
  }

  #listener(callback: WatchParameters[2]): WatchParameters[2] {
    const { keep, alive, failed } = this.#options;
    return (phase: string, object: Raw, whole: unknown) => {
      if (phase === "ERROR") {
        if (!isExpiry(object)) failed(watchError(object));
        callback(phase, object, whole);
        return;
      }
      alive();
      callback(phase, keep(object), whole);
    };
  }
}

const EXPIRED = 410;

/** What was watched from is too long ago: it is listed anew, and nothing is wrong. */
const isExpiry = (status: unknown): boolean =>
  typeof status === "object" && status !== null && "code" in status && status.code === EXPIRED;

/** An error in a watch is a Status object. */
function watchError(status: unknown): Error {
  const { code, message } =
    typeof status === "object" && status !== null
      ? { code: "code" in status ? status.code : undefined, message: "message" in status ? status.message : undefined }
      : { code: undefined, message: undefined };
  return Object.assign(new Error(typeof message === "string" ? message : "the watch was ended"), { statusCode: code });
}
