import { once } from "node:events";
import { createServer, request } from "node:https";
import { text } from "node:stream/consumers";
import { z } from "zod";
import { type Authority, type KeyPair, newAuthority, LOOPBACK } from "../test/fixtures/pki.ts";
import { FRONT_PROXY, serveSecureMetrics } from "../test/fixtures/secure-metrics.ts";

// What bench/metric-reads.ts reads from, as a process of its own: the port of the metrics APIs, and a server that does
// nothing but answer the same.

/** Where to read, and as whom. */
const readServers = z.object({
  headroom: z.number(),
  bare: z.number(),
  authority: z.string(),
  client: z.object({ certificate: z.string(), key: z.string() }),
  paths: z.array(z.string()),
});

/** Reads the line that tells of the servers. */
export const parseReadServers = (line: string): z.infer<typeof readServers> => readServers.parse(JSON.parse(line));

/** One workload in the middle of all, at itself and by its labels, as an autoscaler asks for it. */
const PATHS = [
  "/apis/custom.metrics.k8s.io/v1beta2/namespaces/team-4/deployments.apps/service-54/slo_required_replicas",
  "/apis/external.metrics.k8s.io/v1beta1/namespaces/team-4/slo_required_replicas" +
    "?labelSelector=scaling%3Dservice-54%2Cservice%3Dservice-54",
];

/** Asks for a certificate in the same way, and knows its answers. @returns the port */
async function serveBare(serving: Authority, frontProxies: Authority, answers: ReadonlyMap<string, string>) {
  const { certificate, key } = await serving.issue({
    commonName: "bare",
    names: LOOPBACK,
  });
  const server = createServer(
    { cert: certificate, key, minVersion: "TLSv1.2", ca: frontProxies.certificate, requestCert: true },
    ({ url = "" }, response) => {
      const body = answers.get(url) ?? "";
      response.writeHead(200, {
        "Content-Type": "application/json; charset=utf-8",
        "Content-Length": Buffer.byteLength(body),
      });
      response.end(body);
    },
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return typeof address === "object" ? (address?.port ?? 0) : 0;
}

/** What Headroom answers the front proxy. */
function bodyOf(url: string, { certificate, key }: KeyPair): Promise<string> {
  return new Promise((resolve, reject) => {
    request(
      url,
      { headers: { "X-Remote-User": "nobody" }, cert: certificate, key, rejectUnauthorized: false },
      (answer) => resolve(text(answer)),
    )
      .on("error", reject)
      .end();
  });
}

if (import.meta.main) {
  const [serving, frontProxies] = await Promise.all([newAuthority("serving"), newAuthority("front-proxy")]);
  const client = await frontProxies.issue({ commonName: FRONT_PROXY });
  const headroom = await serveSecureMetrics(serving, frontProxies);
  const answers = new Map<string, string>();
  for (const path of PATHS) answers.set(path, await bodyOf(`https://127.0.0.1:${headroom}${path}`, client));
  const bare = await serveBare(serving, frontProxies, answers);
  const told: z.infer<typeof readServers> = { headroom, bare, authority: serving.certificate, client, paths: PATHS };
  process.stdout.write(`${JSON.stringify(told)}\n`);
}
