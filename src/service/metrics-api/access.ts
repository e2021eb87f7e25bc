import type { IncomingMessage, ServerResponse } from "node:http";
import { TLSSocket } from "node:tls";
import type { AccessQuestion, ResourceAccess } from "../ports/access-reviews.ts";
import type { ClusterAnswer } from "../ports/cluster-answer.ts";
import type { Clock } from "../ports/clock.ts";
import { type FrontProxy, identityReader } from "./front-proxy.ts";
import { madeOnce } from "../signals/made-once.ts";
import { decoded, partsOf } from "./parts-of-url.ts";
import { remembered } from "./remembered.ts";
import type { ReviewedAccess } from "./reviewed-access.ts";
import { failure, type StatusBody } from "./status.ts";
import { type Handshakes, peerCheck } from "./trusted-peer.ts";

export interface AccessDeps {
  /** Whom to believe, or why that is not known. */
  readonly frontProxy: () => FrontProxy | string;
  readonly handshakes: Handshakes;
  readonly reviews: Pick<ReviewedAccess, "isAllowed">;
  readonly clock: Pick<Clock, "now">;
}

/** Why a request for a path is refused, undefined when it is let in; a promise while the cluster is asked. */
export type AccessCheck = (
  request: IncomingMessage,
  response: ServerResponse,
) => StatusBody | undefined | Promise<StatusBody | undefined>;

/** Lets the cluster's front proxy in, on behalf of users whom the cluster's roles let read what they ask for. */
export function checkAccess({ frontProxy, handshakes, reviews, clock }: AccessDeps): AccessCheck {
  const peer = peerCheck(handshakes);
  const accessOf = remembered(toAsked);
  const readerFor = madeOnce(identityReader);
  return (request, response) => {
    const proxy = frontProxy();
    if (typeof proxy === "string")
      return failure("ServiceUnavailable", `it is not known whom to believe on this port: ${proxy}`);
    const { socket } = request;
    const distrust = socket instanceof TLSSocket ? peer(socket, proxy, clock.now()) : "the connection has no TLS";
    if (distrust !== undefined) {
      // A new connection may be believed; this one is not.
      response.setHeader("Connection", "close");
      return failure("Unauthorized", `this port is for the cluster's API server: ${distrust}`);
    }
    const user = readerFor(proxy)(request);
    if (user === undefined) return failure("Unauthorized", "the front proxy does not say who asks");
    const asked = accessOf(request.url ?? "");
    // What groups there are may be known to everybody whom the cluster knows.
    if (asked.kind === "discovery") return undefined;
    const question = { user, access: asked.access };
    const answer = reviews.isAllowed(question);
    return answer instanceof Promise ? answer.then((late) => refusalBy(late, question)) : refusalBy(answer, question);
  };
}

function refusalBy(answer: ClusterAnswer<boolean>, question: AccessQuestion): StatusBody | undefined {
  if (answer.kind === "failed")
    return failure(
      "ServiceUnavailable",
      `the cluster does not say what ${question.user.name} may read: ${answer.message}`,
    );
  return answer.value ? undefined : failure("Forbidden", forbidden(question));
}

const METRIC_PATH = /^\/apis\/(?<group>[^/]+)\/(?<version>[^/]+)\/namespaces\/(?<namespace>[^/]+)\/(?<rest>.+)$/;

/** What an address reads, in the words of the cluster's roles. */
type Asked = { readonly kind: "discovery" } | { readonly kind: "values"; readonly access: ResourceAccess };

function toAsked(url: string): Asked {
  const { group = "", version = "", namespace = "", rest = "" } = METRIC_PATH.exec(partsOf(url).path)?.groups ?? {};
  if (rest === "") return { kind: "discovery" };
  const [resource = "", name = "", ...others] = rest.split("/");
  const of = { group, version, namespace: decoded(namespace), resource: decoded(resource) };
  const access =
    name === ""
      ? { ...of, verb: "list", name: "", subresource: "" }
      : { ...of, verb: "get", name: decoded(name), subresource: decoded(others.join("/")) };
  return { kind: "values", access };
}

function forbidden({ user, access: { verb, group, namespace, resource, subresource } }: AccessQuestion): string {
  const what = subresource === "" ? resource : `${resource}/${subresource}`;
  return `${user.name} may not ${verb} ${what}.${group} in namespace ${namespace}; a Role with that rule lets it`;
}
