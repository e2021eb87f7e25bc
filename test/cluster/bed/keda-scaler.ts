import { writeFile } from "node:fs/promises";
import { freePort } from "../../../demo/run/free-port.ts";
import type { ControlPlane } from "./control-plane.ts";
import { startKeda } from "./keda.ts";

/** A running KEDA, and how Headroom is to serve it. */
export interface OpenedKeda {
  /** Where its external scaler is. */
  readonly scaler: string;
  /** Flags of `headroom serve`. */
  readonly flags: readonly string[];
  /** The certificates by which KEDA calls, for a namespace whose ScaledObjects name them. */
  readonly authentication: (namespace: string) => string;
  stop(): Promise<void>;
}

/** The name that ScaledObjects call the certificates by. */
export const AUTHENTICATION = "headroom";

/** Starts KEDA, and makes the certificates by which it and Headroom know each other. */
export async function openKeda(plane: ControlPlane): Promise<OpenedKeda> {
  const keda = await startKeda(plane);
  const { cluster, file } = plane.credentials;
  const [server, client, port] = await Promise.all([
    cluster.issue({ commonName: "headroom", names: [{ type: "dns", value: "localhost" }] }),
    cluster.issue({ commonName: "keda-operator" }),
    freePort(),
  ]);
  await writeFile(file("scaler.crt"), server.certificate);
  await writeFile(file("scaler.key"), server.key, { mode: 0o600 });
  return {
    scaler: `localhost:${port}`,
    flags: [
      `--keda-listen=127.0.0.1:${port}`,
      `--keda-cert-file=${file("scaler.crt")}`,
      `--keda-key-file=${file("scaler.key")}`,
      `--keda-client-ca-file=${file("ca.crt")}`,
    ],
    authentication: (namespace) => `
apiVersion: v1
kind: Secret
metadata: {name: ${AUTHENTICATION}, namespace: ${namespace}}
stringData: ${JSON.stringify({ ca: cluster.certificate, cert: client.certificate, key: client.key })}
---
apiVersion: keda.sh/v1alpha1
kind: TriggerAuthentication
metadata: {name: ${AUTHENTICATION}, namespace: ${namespace}}
spec:
  secretTargetRef:
    - {parameter: caCert, name: ${AUTHENTICATION}, key: ca}
    - {parameter: tlsClientCert, name: ${AUTHENTICATION}, key: cert}
    - {parameter: tlsClientKey, name: ${AUTHENTICATION}, key: key}
`,
    stop: () => keda.stop(),
  };
}
