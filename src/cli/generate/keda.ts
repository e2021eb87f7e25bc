import { InvalidArgumentError } from "commander";
import type { TriggerAuthentication } from "../../core/manifests/options.ts";

/** The address of a gRPC server, as KEDA takes it: host and port. */
export function scalerAddress(text: string): string {
  if (!/^(?:[\w.-]+|\[[\da-f:.]+\]):\d{1,5}$/i.test(text))
    throw new InvalidArgumentError("Expected host:port, such as headroom.headroom.svc:9443.");
  return text;
}

/** The object with KEDA's certificates, as `[Kind/]name`. */
export function triggerAuthentication(text: string): TriggerAuthentication {
  const [, kind = "TriggerAuthentication", name] =
    /^(?:(TriggerAuthentication|ClusterTriggerAuthentication)\/)?([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)$/.exec(text) ?? [];
  if (name === undefined || (kind !== "TriggerAuthentication" && kind !== "ClusterTriggerAuthentication"))
    throw new InvalidArgumentError("Expected a name, or ClusterTriggerAuthentication/name.");
  return { kind, name };
}
