import { request } from "node:https";
import type { KubeConfig } from "@kubernetes/client-node";

/** What the API server answers to one GET, as an autoscaler would get it: through the aggregator. */
export async function rawRead(
  admin: KubeConfig,
  path: string,
): Promise<{ readonly status: number; readonly body: string }> {
  const cluster = admin.getCurrentCluster();
  const url = new URL(`${cluster?.server ?? ""}${path}`);
  const options = { method: "GET" };
  await admin.applyToHTTPSOptions(options);
  return new Promise((resolve, reject) => {
    const sent = request(url, options, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (part) => (body += String(part)));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
    });
    sent.on("error", reject);
    sent.end();
  });
}
