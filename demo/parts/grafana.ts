import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { PartFailure } from "../run/part-failure.ts";

const PART = "grafana";
const TIMEOUT_MILLISECONDS = 10_000;
const DATA_SOURCE = "headroom-demo";

/** A Grafana that runs already. */
export interface GrafanaAccess {
  readonly url: string;
  /** File with a service account's token; without it Grafana has to admit anonymous admins. */
  readonly tokenFile: string | undefined;
}

/**
 * Gives a running Grafana the demo's Prometheus and its dashboards; run again, it replaces both.
 *
 * @param folder - generated dashboards, `*.json`
 * @returns how many dashboards it has now
 */
export async function pushDashboards(
  { url, tokenFile }: GrafanaAccess,
  folder: string,
  prometheus: string,
): Promise<number> {
  const token = tokenFile === undefined ? undefined : (await readFile(tokenFile, "utf8")).trim();
  const call = caller(url, token);
  const source = {
    uid: DATA_SOURCE,
    name: "Headroom demo",
    type: "prometheus",
    access: "proxy",
    url: prometheus,
    jsonData: { timeInterval: "5s", httpMethod: "POST" },
  };
  const changed = await call("PUT", `/api/datasources/uid/${DATA_SOURCE}`, source, [404]);
  if (changed === 404) await call("POST", "/api/datasources", source);
  const files = (await readdir(folder)).filter((name) => name.endsWith(".json"));
  for (const name of files) {
    const dashboard = dashboardFile.parse(JSON.parse(await readFile(join(folder, name), "utf8")));
    await call("POST", "/api/dashboards/db", { dashboard, overwrite: true, message: "headroom demo" });
  }
  return files.length;
}

const dashboardFile = z.record(z.string(), z.unknown());

type Call = (method: "PUT" | "POST", path: string, body: object, expected?: readonly number[]) => Promise<number>;

/** Calls that fail by Grafana's own words, unless their status is one of those expected. */
const caller =
  (url: string, token: string | undefined): Call =>
  async (method, path, body, expected = []) => {
    const headers = {
      "content-type": "application/json",
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    };
    const request: RequestInit = {
      method,
      headers,
      body: JSON.stringify(body),
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
    };
    let answer: Response;
    try {
      answer = await fetch(`${url.replace(/\/+$/, "")}${path}`, request);
    } catch (cause) {
      throw new PartFailure(PART, `found no Grafana at ${url}`, { cause });
    }
    const said = await answer.text();
    if (answer.ok || expected.includes(answer.status)) return answer.status;
    throw new PartFailure(
      PART,
      `${method} ${path} is refused with ${answer.status}: ${said.slice(0, 200)}${answer.status === 401 || answer.status === 403 ? "\n  help: give a service account's token with --grafana-token-file" : ""}`,
    );
  };
