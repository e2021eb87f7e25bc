import { ApiregistrationV1Api, PatchStrategy, setHeaderOptions, type V1APIService } from "@kubernetes/client-node";
import { type Answer, answerOf } from "./answer.ts";
import type { Connection } from "./connect.ts";

/** Who answers for an API group, as the cluster has it. */
export interface ApiService {
  readonly name: string;
  readonly service: { readonly namespace: string; readonly name: string } | undefined;
  readonly trusted: string;
  readonly resourceVersion: string;
}

/** APIServices of the cluster. */
export class ApiServices {
  readonly #api: ApiregistrationV1Api;

  constructor({ client }: Connection) {
    this.#api = client(ApiregistrationV1Api);
  }

  async find(name: string): Promise<Answer<ApiService | undefined>> {
    const answer = await answerOf(this.#api.readAPIService({ name }));
    if (answer.kind === "answered") return { kind: "answered", value: toApiService(answer.value) };
    return answer.status === 404 ? { kind: "answered", value: undefined } : answer;
  }

  async trust({ name, resourceVersion }: ApiService, trusted: string): Promise<Answer<void>> {
    const body = {
      metadata: { resourceVersion },
      spec: { caBundle: Buffer.from(trusted).toString("base64"), insecureSkipTLSVerify: null },
    };
    const options = setHeaderOptions("Content-Type", PatchStrategy.MergePatch);
    const answer = await answerOf(this.#api.patchAPIService({ name, body }, options));
    return answer.kind === "failed" ? answer : { kind: "answered", value: undefined };
  }
}

function toApiService({ metadata, spec }: V1APIService): ApiService {
  const { namespace, name } = spec?.service ?? {};
  return {
    name: metadata?.name ?? "",
    service: namespace === undefined || name === undefined ? undefined : { namespace, name },
    trusted: Buffer.from(spec?.caBundle ?? "", "base64").toString("utf8"),
    resourceVersion: metadata?.resourceVersion ?? "",
  };
}
