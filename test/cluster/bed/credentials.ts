import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { type Authority, newAuthority, newSigningKeys } from "../../fixtures/pki.ts";

/** Where the certificates of a control plane lie. */
export interface Credentials {
  readonly folder: string;
  readonly cluster: Authority;
  readonly frontProxy: Authority;
  /** Path of a file in the folder. */
  readonly file: (name: string) => string;
}

const LOOPBACK = [
  { type: "ip", value: "127.0.0.1" },
  { type: "dns", value: "localhost" },
] as const;

/** Makes the authorities of a cluster and the certificates of its parts. */
export async function makeCredentials(root: string): Promise<Credentials> {
  const folder = join(root, "pki");
  await mkdir(folder, { recursive: true });
  const [cluster, frontProxy, tokens] = await Promise.all([
    newAuthority("kubernetes"),
    newAuthority("front-proxy"),
    newSigningKeys(),
  ]);
  const file = (name: string): string => join(folder, name);
  const write = (name: string, text: string): Promise<void> => writeFile(file(name), text, { mode: 0o600 });
  const writePair = async (name: string, by: Authority, subject: Parameters<Authority["issue"]>[0]): Promise<void> => {
    const { certificate, key } = await by.issue(subject);
    await write(`${name}.crt`, certificate);
    await write(`${name}.key`, key);
  };
  await Promise.all([
    write("ca.crt", cluster.certificate),
    write("front-proxy-ca.crt", frontProxy.certificate),
    write("tokens.key", tokens.privateKey),
    write("tokens.pub", tokens.publicKey),
    writePair("apiserver", cluster, {
      commonName: "kube-apiserver",
      names: [...LOOPBACK, { type: "dns", value: "kubernetes.default.svc" }],
    }),
    writePair("controller-manager-server", cluster, { commonName: "kube-controller-manager", names: LOOPBACK }),
    writePair("front-proxy-client", frontProxy, { commonName: "front-proxy-client" }),
    writePair("admin", cluster, { commonName: "admin", organization: "system:masters" }),
    writePair("controller-manager", cluster, { commonName: "system:kube-controller-manager" }),
  ]);
  return { folder, cluster, frontProxy, file };
}

/** Writes a kubeconfig for a user; returns its path. */
export async function writeKubeconfig(
  { cluster, file }: Credentials,
  name: string,
  server: string,
  user: object,
): Promise<string> {
  const path = file(`${name}.kubeconfig`);
  const certificateAuthority = Buffer.from(cluster.certificate).toString("base64");
  const config = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": "test",
    clusters: [{ name: "test", cluster: { server, "certificate-authority-data": certificateAuthority } }],
    contexts: [{ name: "test", context: { cluster: "test", user: name } }],
    users: [{ name, user }],
  };
  await writeFile(path, stringify(config), { mode: 0o600 });
  return path;
}
