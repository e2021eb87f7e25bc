import { printDuration } from "../../core/budget/print.ts";
import { WORKLOAD_KINDS, type WorkloadKind } from "../../core/objective/scaling-policy.ts";
import type { Replicas, RolloutProgress } from "../../core/scaling/decision/observation.ts";
import { FollowedScope, type FollowedScopeDeps } from "./followed-scope.ts";
import { rolloutSeen } from "./rollout-watch.ts";
import { followedKind, printScope, scopesOf, type Target } from "./scopes.ts";

/** What is known of a workload. Where it is not known, `because` says why in words. */
export type Sighting =
  /** A cluster tells nothing about this kind. */
  | { readonly kind: "not followed" }
  | { readonly kind: "not read"; readonly because: string }
  | ({ readonly kind: "missing"; readonly because: string } & Heard)
  | ({
      readonly kind: "found";
      readonly replicas: Replicas;
      /** The newest one. */
      readonly rollout: { readonly ageSeconds: number; readonly progress: RolloutProgress } | undefined;
    } & Heard);

interface Heard {
  /** Since the cluster was last heard, whether or not anything had changed. */
  readonly ageSeconds: number;
  /** Says that in words, with what keeps it from being heard. */
  readonly silence: string;
}

/** How the mirror stands for one kind of workload. */
export interface MirroredKind {
  readonly kind: WorkloadKind;
  /** All that has to be followed was read. */
  readonly isSynced: boolean;
  /** Since the cluster was last heard; undefined before the first time. */
  readonly ageSeconds: number | undefined;
}

/** What is known of the workloads that scaling blocks name, kept by watching the cluster. Reading it asks nobody. */
export class WorkloadMirror {
  readonly #deps: FollowedScopeDeps;
  readonly #scopes = new Map<string, FollowedScope>();

  constructor(deps: FollowedScopeDeps) {
    this.#deps = deps;
  }

  /** Follows the workloads of these targets, and others no more. */
  follow(targets: readonly Target[]): void {
    const wanted = new Map(scopesOf(targets).map((scope) => [printScope(scope), scope]));
    for (const [key, followed] of this.#scopes) {
      if (wanted.has(key)) continue;
      followed.stop();
      this.#scopes.delete(key);
    }
    for (const [key, scope] of wanted)
      if (!this.#scopes.has(key)) this.#scopes.set(key, new FollowedScope(scope, this.#deps));
  }

  stop(): void {
    this.follow([]);
  }

  read(target: Target): Sighting {
    const kind = followedKind(target);
    if (kind === undefined) return { kind: "not followed" };
    const { namespace, name } = target;
    const followed = this.#scopeOf(kind, namespace);
    const age = followed?.contact.age;
    if (followed === undefined || age === undefined || !followed.isSynced)
      return { kind: "not read", because: notRead(printScope({ kind, namespace }), followed?.contact.trouble) };
    const heard = { ageSeconds: age, silence: silence(followed, age) };
    const found = followed.find(namespace, name);
    if (found === undefined)
      return { kind: "missing", because: `there is no ${kind} ${name} in namespace ${namespace}`, ...heard };
    const rollout = rolloutSeen(found, this.#deps.clock.monotonic());
    return { kind: "found", replicas: found.state.replicas, rollout, ...heard };
  }

  /** How it stands for each kind that is followed. */
  health(): readonly MirroredKind[] {
    const followed = Map.groupBy(this.#scopes.values(), ({ scope }) => scope.kind);
    return WORKLOAD_KINDS.flatMap((kind): readonly MirroredKind[] => {
      const of = followed.get(kind);
      if (of === undefined) return [];
      const ages = of.flatMap(({ contact: { age } }) => age ?? []);
      const isHeard = ages.length === of.length;
      const isSynced = of.every((one) => one.isSynced);
      return [{ kind, isSynced, ageSeconds: isHeard ? Math.max(...ages) : undefined }];
    });
  }

  #scopeOf(kind: WorkloadKind, namespace: string): FollowedScope | undefined {
    return (
      this.#scopes.get(printScope({ kind, namespace })) ?? this.#scopes.get(printScope({ kind, namespace: undefined }))
    );
  }
}

const notRead = (whose: string, trouble: string | undefined): string =>
  `${whose} were not read yet${trouble === undefined ? "" : `: ${trouble}`}`;

function silence({ scope, contact: { trouble } }: FollowedScope, age: number): string {
  const heard = `nothing was heard of ${printScope(scope)} for ${printDuration(age)}`;
  return trouble === undefined ? heard : `${heard}: ${trouble}`;
}
