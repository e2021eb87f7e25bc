import type { ClusterAnswer } from "./cluster-answer.ts";

/** Who somebody is, as the API server's front proxy says. */
export interface UserIdentity {
  readonly name: string;
  readonly uid: string | undefined;
  readonly groups: readonly string[];
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

/** What is to be read, in the words of the cluster's roles. */
export interface ResourceAccess {
  readonly verb: string;
  readonly group: string;
  readonly version: string;
  readonly namespace: string;
  readonly resource: string;
  /** Of one object; empty for a list. */
  readonly name: string;
  /** Empty for the object itself. */
  readonly subresource: string;
}

/** Who wants to read what. */
export interface AccessQuestion {
  readonly user: UserIdentity;
  readonly access: ResourceAccess;
}

/** What the service needs of SubjectAccessReviews: whether the cluster's roles let somebody read something. */
export interface AccessReviews {
  isAllowed(question: AccessQuestion): Promise<ClusterAnswer<boolean>>;
}
