import { readFile } from "node:fs/promises";
import { openApiDocument } from "../src/service/http/openapi.ts";
import type { Operation } from "../src/service/http/operation.ts";
import { OPERATIONS } from "../src/service/http/operations.ts";
import { PROBLEMS } from "../src/service/http/problem.ts";
import { HEALTH_ROOM, KEEP_ALIVE_MILLISECONDS, ROOM } from "../src/service/listening/limits.ts";

const INTRODUCTION = `# HTTP API

\`headroom serve\` answers on one port, by default \`http://127.0.0.1:8080\`. The API is read-only and answers from memory, but for what says that Prometheus is asked: each such answer is kept for half a minute and serves all who ask, a Prometheus is asked one question after the other, and none while it does not answer. Answers of more than 1,000 characters are compressed for who accepts \`gzip\`. The machine-readable description is served at \`/api/v1/openapi.json\` and kept in [openapi.json](openapi.json).

On the loopback everybody on the machine may read. Beyond it, headroom starts only when it knows who may: a bearer token (\`--token-file\`), a header in which a trusted proxy names the user (\`--trusted-user-header\`; make sure that nobody reaches the port but through that proxy), or everybody (\`--allow-anonymous\`). Health needs no token.

With \`--base-path /headroom\` all of this port is served under that path, for a proxy that passes it on unchanged: pages, API and sessions. \`/livez\`, \`/readyz\`, \`/healthz\` and \`/metrics\` answer with it and without it, so that probes and scrapes, which come past the proxy, need not know of it.

\`--health-listen\` opens a second port with \`/livez\`, \`/readyz\` and \`/metrics\` alone, under the same rules, so that probes and Prometheus are answered however many connections the first one holds: ${ROOM.connections.toLocaleString("en")} in all, ${ROOM.perAddress} of one address (of IPv6: of one network of 64 bits). The second port holds ${HEALTH_ROOM.connections}, and the newest takes the place of the oldest. A connection ends with its answer where the reader has not said who he is, and is kept for ${KEEP_ALIVE_MILLISECONDS.anybody / 1000} idle seconds where nobody is asked; others are kept for ${KEEP_ALIVE_MILLISECONDS.known / 1000}.

A number that is not known is \`null\`, never 0; \`missing\` and \`note\` say why.

\`\`\`sh
curl -s http://127.0.0.1:8080/api/v1/slos?state=burning
\`\`\`
`;

const HEALTH = `## Health

| path | answers |
|---|---|
| \`GET /livez\`, \`GET /healthz\` | 200 while the process answers |
| \`GET /readyz\` | 200 \`ok\` or \`degraded\` (a Prometheus gives no whole answer, a spec has an error, or the last evaluation is too long ago); 503 before the first evaluation and from the first word of a shutdown on. \`?verbose\` says why |
| \`GET /metrics\` | [metrics](metrics.md) in Prometheus' text format |
`;

/** docs/reference/api.md */
export const apiReference = (): string => [INTRODUCTION, ...OPERATIONS.map(section), HEALTH, problems()].join("\n");

/** docs/reference/openapi.json */
export async function openApiFile(): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(new URL("../package.json", import.meta.url), "utf8"));
  if (typeof manifest !== "object" || manifest === null || !("version" in manifest))
    throw new TypeError("package.json has no version");
  return `${JSON.stringify(openApiDocument(String(manifest.version)), undefined, 2)}\n`;
}

function section({ path, says, parameters }: Operation): string {
  const rows = parameters.map(
    ({ name, in: place, says: description }) => `| \`${name}\` | ${place} | ${description} |\n`,
  );
  const table = rows.length === 0 ? "" : `\n| parameter | in | |\n|---|---|---|\n${rows.join("")}`;
  return `## GET ${path}\n\n${says}\n${table}`;
}

function problems(): string {
  const rows = Object.entries(PROBLEMS).map(([code, { status, title }]) => `| ${status} | \`${code}\` | ${title} |\n`);
  return `## Problems\n\nWhat cannot be answered is answered as \`application/problem+json\` (RFC 9457) with \`status\`, \`title\`, \`code\`, the \`problem\` that was found and the \`remedy\`.\n\n| status | code | |\n|---|---|---|\n${rows.join("")}`;
}
