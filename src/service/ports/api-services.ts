import type { ClusterAnswer } from "./cluster-answer.ts";
import type { ObjectName } from "./object-name.ts";

/** Who answers for an API group, as the cluster has it. */
export interface ApiService {
  /** `v1beta1.external.metrics.k8s.io` */
  readonly name: string;
  /** Undefined where the API server itself answers. */
  readonly service: ObjectName | undefined;
  /** PEM certificates of the authorities whose certificates are believed; empty when there are none. */
  readonly trusted: string;
  readonly resourceVersion: string;
}

/** What the service needs of APIServices. */
export interface ApiServices {
  find(name: string): Promise<ClusterAnswer<ApiService | undefined>>;
  /** Lets the API server believe other authorities; fails with 409 when somebody changed the object meanwhile. */
  trust(service: ApiService, trusted: string): Promise<ClusterAnswer<void>>;
}
