import { AuthorizationV1Api, type V1SubjectAccessReview } from "@kubernetes/client-node";
import { type Answer, answerOf } from "./answer.ts";
import type { Connection } from "./connect.ts";

/** What somebody wants to do with a resource. */
export interface AccessQuestion {
  readonly user: {
    readonly name: string;
    readonly uid: string | undefined;
    readonly groups: readonly string[];
    readonly extra: Readonly<Record<string, readonly string[]>>;
  };
  readonly access: {
    readonly verb: string;
    readonly group: string;
    readonly version: string;
    readonly namespace: string;
    readonly resource: string;
    readonly name: string;
    readonly subresource: string;
  };
}

/** SubjectAccessReviews of the cluster. */
export class AccessReviews {
  readonly #api: AuthorizationV1Api;

  constructor({ client }: Connection) {
    this.#api = client(AuthorizationV1Api);
  }

  async isAllowed(question: AccessQuestion): Promise<Answer<boolean>> {
    const answer = await answerOf(this.#api.createSubjectAccessReview({ body: reviewOf(question) }));
    return answer.kind === "failed" ? answer : { kind: "answered", value: answer.value.status?.allowed === true };
  }
}

function reviewOf({ user, access }: AccessQuestion): V1SubjectAccessReview {
  return {
    apiVersion: "authorization.k8s.io/v1",
    kind: "SubjectAccessReview",
    spec: {
      user: user.name,
      ...(user.uid === undefined ? {} : { uid: user.uid }),
      groups: [...user.groups],
      extra: Object.fromEntries(Object.entries(user.extra).map(([key, values]) => [key, [...values]])),
      resourceAttributes: { ...access },
    },
  };
}
