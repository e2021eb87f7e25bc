import type { Request, RequestHandler, Response } from "express";
import { TLSSocket } from "node:tls";
import type { AccessQuestion, AccessReviews, UserIdentity } from "../ports/access-reviews.ts";
import type { Clock } from "../ports/clock.ts";
import { type FrontProxy, identityOf } from "./front-proxy.ts";
import { send } from "./send.ts";
import { failure, type StatusBody } from "./status.ts";
import { type Handshakes, type PeerCheck, peerCheck } from "./trusted-peer.ts";

export interface AccessDeps {
  /** Whom to believe, or why that is not known. */
  readonly frontProxy: () => FrontProxy | string;
  readonly handshakes: Handshakes;
  readonly reviews: AccessReviews;
  readonly clock: Pick<Clock, "now">;
}

/** Lets the cluster's front proxy in, on behalf of users whom the cluster's roles let read what they ask for. */
export function checkAccess(deps: AccessDeps): RequestHandler {
  const peer = peerCheck(deps.handshakes);
  return async (request, response, next) => {
    const refusal = await refusalOf(request, response, peer, deps);
    if (refusal === undefined) next();
    else send(response, refusal);
  };
}

async function refusalOf(
  request: Request,
  response: Response,
  peer: PeerCheck,
  { frontProxy, reviews, clock }: AccessDeps,
): Promise<StatusBody | undefined> {
  const proxy = frontProxy();
  if (typeof proxy === "string")
    return failure("ServiceUnavailable", `it is not known whom to believe on this port: ${proxy}`);
  const { socket } = request;
  const distrust = socket instanceof TLSSocket ? peer(socket, proxy, clock.now()) : "the connection has no TLS";
  if (distrust !== undefined) {
    // A new connection may be believed; this one is not.
    response.set("Connection", "close");
    return failure("Unauthorized", `this port is for the cluster's API server: ${distrust}`);
  }
  const user = identityOf(request, proxy);
  if (user === undefined) return failure("Unauthorized", "the front proxy does not say who asks");
  const question = questionOf(request.path, user);
  // What groups there are may be known to everybody whom the cluster knows.
  if (question === undefined) return undefined;
  const answer = await reviews.isAllowed(question);
  if (answer.kind === "failed")
    return failure("ServiceUnavailable", `the cluster does not say what ${user.name} may read: ${answer.message}`);
  return answer.value ? undefined : failure("Forbidden", forbidden(question));
}

const METRIC_PATH = /^\/apis\/(?<group>[^/]+)\/(?<version>[^/]+)\/namespaces\/(?<namespace>[^/]+)\/(?<rest>.+)$/;

/** What a path reads, in the words of the cluster's roles; undefined for discovery. */
function questionOf(path: string, user: UserIdentity): AccessQuestion | undefined {
  const { group = "", version = "", namespace = "", rest = "" } = METRIC_PATH.exec(path)?.groups ?? {};
  if (rest === "") return undefined;
  const [resource = "", name = "", ...others] = rest.split("/");
  const of = { user, group, version, namespace: decoded(namespace), resource: decoded(resource) };
  return name === ""
    ? { ...of, verb: "list", name: "", subresource: "" }
    : { ...of, verb: "get", name: decoded(name), subresource: decoded(others.join("/")) };
}

/** Paths that are no percent-encoding are refused by the routes. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function forbidden({ user, verb, group, namespace, resource, subresource }: AccessQuestion): string {
  const what = subresource === "" ? resource : `${resource}/${subresource}`;
  return `${user.name} may not ${verb} ${what}.${group} in namespace ${namespace}; a Role with that rule lets it`;
}
