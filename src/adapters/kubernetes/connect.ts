import {
  type ApiType,
  createConfiguration,
  type HttpLibrary,
  IsomorphicFetchHttpLibrary,
  KubeConfig,
  type RequestContext,
  ServerConfiguration,
} from "@kubernetes/client-node";
import { messageOf } from "./answer.ts";

/** How long one question may take, its whole answer included. */
const DEADLINE_MS = 10_000;

/** A cluster that can be asked. */
export interface Connection {
  readonly config: KubeConfig;
  readonly client: <T extends ApiType>(api: new (config: ReturnType<typeof createConfiguration>) => T) => T;
}

export type Connected =
  | { readonly ok: true; readonly connection: Connection }
  | { readonly ok: false; readonly problem: string };

/**
 * Reads how to reach the cluster; nothing is asked yet.
 *
 * @param place - `in-cluster`, or the path of a kubeconfig
 */
export function connect(place: string): Connected {
  const config = new KubeConfig();
  try {
    if (place === "in-cluster") config.loadFromCluster();
    else config.loadFromFile(place);
  } catch (error) {
    return { ok: false, problem: `the cluster of ${place} is not known: ${messageOf(error)}` };
  }
  const cluster = config.getCurrentCluster();
  const user = config.getCurrentUser();
  if (cluster === null || user === null)
    return { ok: false, problem: `the current context of ${place} names no cluster and user of it` };
  // Programs and cloud logins that a kubeconfig may name would run with our rights.
  if (user.exec !== undefined || user.authProvider !== undefined)
    return {
      ok: false,
      problem: `the user ${user.name} of ${place} logs in through a program; give it a token or a client certificate`,
    };
  const configuration = createConfiguration({
    baseServer: new ServerConfiguration(cluster.server, {}),
    authMethods: { default: config },
    httpApi: withDeadline(new IsomorphicFetchHttpLibrary()),
  });
  return { ok: true, connection: { config, client: (Api) => new Api(configuration) } };
}

const withDeadline = (library: HttpLibrary): HttpLibrary => ({
  send: (request: RequestContext) => {
    request.setSignal(AbortSignal.timeout(DEADLINE_MS));
    return library.send(request);
  },
});
