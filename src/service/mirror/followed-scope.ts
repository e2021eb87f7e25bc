import type { WorkloadState } from "../../core/scaling/decision/workload-state.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { WorkloadScope, Workloads } from "../ports/workloads.ts";
import { Contact } from "./contact.ts";
import { type WatchedWorkload, watched } from "./rollout-watch.ts";

export interface FollowedScopeDeps {
  readonly workloads: Workloads;
  readonly clock: Clock;
  readonly log: Log;
  readonly onFailure: (kind: WorkloadScope["kind"]) => void;
}

/** The workloads of one kind and namespace, as the cluster last told of them. */
export class FollowedScope {
  readonly scope: WorkloadScope;
  readonly contact: Contact;
  readonly #deps: FollowedScopeDeps;
  readonly #stop: () => void;
  /** Undefined until they were read. */
  #byName: ReadonlyMap<string, WatchedWorkload> | undefined;

  constructor(scope: WorkloadScope, deps: FollowedScopeDeps) {
    this.scope = scope;
    this.#deps = deps;
    this.contact = new Contact(deps.clock.monotonic);
    this.#stop = deps.workloads.follow(scope, {
      changed: (states) => this.#take(states),
      alive: () => this.contact.heard(),
      failed: (problem, status) => this.#fail(problem, status),
    });
  }

  get isSynced(): boolean {
    return this.#byName !== undefined;
  }

  find(namespace: string, name: string): WatchedWorkload | undefined {
    return this.#byName?.get(nameOf({ namespace, name }));
  }

  stop(): void {
    this.#stop();
  }

  #take(states: readonly WorkloadState[]): void {
    const before = this.#byName;
    this.#byName = new Map(
      states.map((state) => [nameOf(state), watched(before?.get(nameOf(state)), state, this.#deps.clock)]),
    );
    if (before === undefined) this.#deps.log.info("workloads are followed", { ...this.scope, found: states.length });
  }

  /** Said once until the cluster is heard again. */
  #fail(problem: string, status: number | undefined): void {
    const { log, onFailure } = this.#deps;
    const trouble = troubleOf(status);
    if (this.contact.trouble !== trouble)
      log.warn("following workloads failed; it is tried again", { ...this.scope, status, problem });
    this.contact.failed(trouble);
    onFailure(this.scope.kind);
  }
}

const nameOf = ({ namespace, name }: Pick<WorkloadState, "namespace" | "name">): string => `${namespace}/${name}`;

/** What may be said to those who read decisions; addresses stay in the log. */
function troubleOf(status: number | undefined): string {
  switch (status) {
    case undefined:
      return "the cluster cannot be reached";
    case 401:
      return "the cluster does not know who Headroom is (HTTP status 401)";
    case 403:
      return "Headroom may not get, list and watch them (HTTP status 403)";
    case 429:
      return "the cluster has too much to do (HTTP status 429)";
    default:
      return `the cluster answers with HTTP status ${status}`;
  }
}
