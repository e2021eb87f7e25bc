import { createServer, type ServerResponse } from "node:http";

// What bench/large-answers.ts has Headroom ask, as a process of its own: a Prometheus with 60,000 series of one metric.

export const LARGE_SERIES = 60_000;
const SCRAPE_SECONDS = 30;
const SCRAPES = 2;
const FAILING_EVERY = 20;

/** Labels of a series of a service on Kubernetes, as many and as long as they usually are. */
const labelsOf = (i: number): string =>
  `{"__name__":"http_requests_total","code":"${i % FAILING_EVERY === 0 ? 500 : 200}","handler":"/api/v1/orders/${i % 100}","instance":"10.42.${i % 250}.7:8080","job":"checkout","namespace":"shop","pod":"checkout-7d9c5b8f6-${i}"}`;

/** Which of them a query asks for. */
const isAsked = (query: string, i: number): boolean => !query.includes('code="500"') || i % FAILING_EVERY === 0;

function matrix(query: string, now: number): string {
  const newest = Math.floor(now / SCRAPE_SECONDS) * SCRAPE_SECONDS;
  const samples = Array.from({ length: SCRAPES }, (_, i) => newest - (SCRAPES - 1 - i) * SCRAPE_SECONDS)
    .map((at) => `[${at},"${at % 1_000_000}"]`)
    .join(",");
  const series = Array.from({ length: LARGE_SERIES }, (_, i) => i)
    .filter((i) => isAsked(query, i))
    .map((i) => `{"metric":${labelsOf(i)},"values":[${samples}]}`);
  return answer("matrix", `[${series.join(",")}]`);
}

const answer = (resultType: string, result: string): string =>
  `{"status":"success","data":{"resultType":"${resultType}","result":${result}}}`;

const end = (response: ServerResponse, body: string): void =>
  void response.writeHead(200, { "content-type": "application/json" }).end(body);

if (import.meta.main) {
  const server = createServer(({ url = "" }, response) => {
    const asked = new URL(url, "http://x");
    const now = Date.now() / 1000;
    const query = asked.searchParams.get("query") ?? "";
    if (query === "time()") end(response, answer("scalar", `[${now},"${now}"]`));
    else if (asked.pathname === "/api/v1/query") end(response, matrix(query, now));
    else end(response, answer("matrix", "[]"));
  });
  server.listen(0, "127.0.0.1", () => {
    const address = server.address();
    process.stdout.write(`${typeof address === "object" ? (address?.port ?? 0) : 0}\n`);
  });
}
