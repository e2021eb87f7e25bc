import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import type { QueryAnswer } from "../../../src/core/promql/query-answer.ts";
import { instant } from "../../../src/core/units/instant.ts";
import { minutes } from "../../../src/core/units/seconds.ts";
import { answeredValue } from "../../fixtures/answered-value.ts";
import { startHttpServer } from "../../fixtures/http-server.ts";
import { clientAt, clientOf, closeClients } from "./tested-client.ts";

const NOON = instant(1_800_000_000_000);
afterEach(closeClients);

const json =
  (body: unknown, status = 200) =>
  (_request: unknown, response: ServerResponse): void =>
    void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
const vector = (...values: unknown[]): unknown => ({
  status: "success",
  data: {
    resultType: "vector",
    result: values.map((value) => ({ metric: { a: "b" }, value: [1_800_000_000.5, value] })),
  },
});

async function failureOf(query: Promise<QueryAnswer<unknown>>): Promise<string> {
  const answer = await query;
  return answer.kind === "failed" ? `${answer.reason}: ${answer.message}` : answer.kind;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const part of request) text += String(part);
  return text;
}

describe("a client of Prometheus", () => {
  it("reads raw samples at their own times from a range selector", async () => {
    const client = await clientOf(
      json({
        status: "success",
        data: {
          resultType: "matrix",
          result: [
            {
              metric: { __name__: "x_total", job: "a" },
              values: [
                [1_800_000_000.123, "1"],
                [1_800_000_015.123, "2.5e3"],
              ],
            },
          ],
        },
      }),
    );
    expect(answeredValue(await client.instant("x_total[1m]", NOON))).toEqual([
      {
        labels: { __name__: "x_total", job: "a" },
        timestamps: [1_800_000_000_123, 1_800_000_015_123],
        values: [1, 2500],
      },
    ]);
  });

  it("passes NaN and infinities on, for the ledger to refuse", async () => {
    const client = await clientOf(json(vector("NaN", "+Inf", "-Inf", "-0.5")));
    const series = [...answeredValue(await client.instant("x"))];
    expect(series.map(({ values }) => values[0])).toEqual([Number.NaN, Infinity, -Infinity, -0.5]);
  });

  it("sends a query's text, moment and step, and asks Thanos and VictoriaMetrics for whole answers", async () => {
    const urls: URL[] = [];
    const client = await clientOf((request, response) => {
      urls.push(new URL(request.url ?? "", "http://x"));
      json({ status: "success", data: { resultType: "matrix", result: [] } })(request, response);
    });
    await client.range('rate(x_total{a="&+ "}[5m])', NOON, instant(NOON + 600_000), minutes(1));
    expect(urls.map((url) => [url.pathname, Object.fromEntries(url.searchParams)])).toEqual([
      [
        "/api/v1/query_range",
        {
          query: 'rate(x_total{a="&+ "}[5m])',
          start: "1800000000",
          end: "1800000600",
          step: "60",
          partial_response: "false",
          deny_partial_response: "1",
        },
      ],
    ]);
  });

  it("keeps the path prefix of its address", async () => {
    const paths: (string | undefined)[] = [];
    const server = await startHttpServer((request, response) => {
      paths.push(request.url?.split("?", 1)[0]);
      json(vector("1"))(request, response);
    });
    await clientAt(`${server.url}/team/prometheus`, {}, server.close).instant("x");
    expect(paths).toEqual(["/team/prometheus/api/v1/query"]);
  });

  it("sends a long query as a form", async () => {
    const seen: unknown[] = [];
    const client = await clientOf((request, response) => {
      void bodyOf(request).then((body) => {
        seen.push(request.method, request.headers["content-type"], new URLSearchParams(body).get("query")?.length);
        return json(vector("1"))(request, response);
      });
    });
    await client.instant(`x{a=~"${"b".repeat(5_000)}"}`);
    expect(seen).toEqual(["POST", "application/x-www-form-urlencoded", `x{a=~"${"b".repeat(5_000)}"}`.length]);
  });

  it("asks for its headers anew at each query, and carries the trace on", async () => {
    let token = "first";
    const seen: unknown[] = [];
    const client = await clientOf(
      (request, response) => {
        seen.push(request.headers.authorization, request.headers["traceparent"]);
        json(vector("1"))(request, response);
      },
      {
        headers: () => Promise.resolve({ kind: "answered", value: { authorization: `Bearer ${token}` } }),
        propagate: (headers) => void (headers["traceparent"] = "00-1-2-01"),
      },
    );
    await client.instant("x");
    token = "second";
    await client.instant("x");
    expect(seen).toEqual(["Bearer first", "00-1-2-01", "Bearer second", "00-1-2-01"]);
  });

  it("asks for the values of a label between two moments, of all series or of those that match", async () => {
    const urls: URL[] = [];
    const client = await clientOf((request, response) => {
      urls.push(new URL(request.url ?? "", "http://x"));
      json({ status: "success", data: ["a", "b"] })(request, response);
    });
    const values = await client.labelValues("job", 'x{a="&"}', NOON, instant(NOON + 60_000));
    expect(values).toEqual({ kind: "answered", value: ["a", "b"] });
    await client.labelValues("http.route", undefined, NOON, NOON);
    const whole = { partial_response: "false", deny_partial_response: "1" };
    expect(urls.map((url) => [url.pathname, Object.fromEntries(url.searchParams)])).toEqual([
      ["/api/v1/label/job/values", { "match[]": 'x{a="&"}', start: "1800000000", end: "1800000060", ...whole }],
      ["/api/v1/label/http.route/values", { start: "1800000000", end: "1800000000", ...whole }],
    ]);
    const odd = await clientOf(json({ status: "success", data: {} }));
    expect(await failureOf(odd.labelValues("job", undefined, NOON, NOON))).toBe(
      "invalid: the values of a label are no list",
    );
  });

  it.each([
    { data: { storageRetention: "30d or 50GiB" }, expected: "30d or 50GiB" },
    { data: { version: "2" }, expected: undefined },
    { data: null, expected: undefined },
  ])("reads the retention $expected where the server tells it", async ({ data, expected }) => {
    const client = await clientOf(json({ status: "success", data }));
    expect(await client.retention()).toEqual({ kind: "answered", value: expected });
  });

  it("has no more queries under way than it may", async () => {
    let open = 0;
    let most = 0;
    const client = await clientOf(
      (request, response) => {
        most = Math.max(most, ++open);
        void sleep(20).then(() => {
          open -= 1;
          return json(vector("1"))(request, response);
        });
      },
      { concurrency: 3, timeoutSeconds: 5 },
    );
    await Promise.all(Array.from({ length: 12 }, () => client.instant("x")));
    expect(most).toBe(3);
  });

  it.each([
    { outcome: "answered", listener: json(vector("1")) },
    { outcome: "rejected", listener: json({ status: "error", errorType: "bad_data", error: "parse error" }, 400) },
    { outcome: "invalid", listener: json({ status: "success", data: { resultType: "scalar", result: [1, "1"] } }) },
  ])("tells that a query's outcome is $outcome, as it answers", async ({ outcome, listener }) => {
    const outcomes: string[] = [];
    const client = await clientOf(listener, { onQuery: (told) => void outcomes.push(told) });
    const answer = await client.instant("x");
    expect(answer.kind === "failed" ? answer.reason : answer.kind).toBe(outcome);
    expect(outcomes).toEqual([outcome]);
  });

  it("asks nothing without its headers, and answers why there are none", async () => {
    const cause = new Error("ENOENT");
    const seen: unknown[] = [];
    const client = await clientOf((request) => void seen.push(request.url), {
      headers: () => Promise.resolve({ kind: "failed", reason: "unreachable", message: "no token", cause }),
      onQuery: (outcome) => void seen.push(outcome),
    });
    expect(await client.serverTime()).toEqual({ kind: "failed", reason: "unreachable", message: "no token", cause });
    expect(seen).toEqual(["unreachable"]);
  });

  it("throws a fault of its own parts: it says nothing about Prometheus", async () => {
    const bug = new TypeError("a bug");
    const client = await clientOf(json(vector("1")), {
      propagate: () => {
        throw bug;
      },
    });
    await expect(client.instant("x")).rejects.toBe(bug);
  });
});

describe("a Prometheus that misbehaves", () => {
  const hang: RequestListener = () => {};
  const drip: RequestListener = (_request, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    const timer = setInterval(() => response.write(" "), 50);
    response.on("close", () => clearInterval(timer));
  };
  const cut: RequestListener = (_request, response) => {
    response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
    response.write('{"status":"success"');
    setTimeout(() => response.destroy(), 20);
  };
  const raw =
    (body: string | Buffer, headers: Record<string, string> = {}, status = 200): RequestListener =>
    (_request, response) =>
      void response.writeHead(status, headers).end(body);

  it.each([
    { fault: "never answers", listener: hang, expected: "timeout: no whole answer within 0.5 s" },
    { fault: "drips for ever", listener: drip, expected: "timeout: no whole answer within 0.5 s" },
    {
      fault: "sends 50 MB",
      listener: raw(Buffer.alloc(50_000_000, " ")),
      expected: "invalid: answer larger than 1048576 bytes",
    },
    {
      fault: "sends a gzip bomb",
      listener: raw(gzipSync(Buffer.alloc(50_000_000, " ")), { "content-encoding": "gzip" }),
      expected: "invalid: answer larger than 1048576 bytes",
    },
    {
      fault: "claims gzip and sends none",
      listener: raw("{}", { "content-encoding": "gzip" }),
      expected: "invalid: incorrect header check",
    },
    {
      fault: "sends an unknown encoding",
      listener: raw("x", { "content-encoding": "br" }),
      expected: "invalid: answer in an encoding that was not asked for: br",
    },
    {
      fault: "answers HTML with 200",
      listener: raw("<html>login</html>", { "content-type": "text/html" }),
      expected: "invalid: HTTP 200 with text/html, which is not Prometheus' JSON",
    },
    {
      fault: "cuts its JSON",
      listener: raw('{"status":"succ', { "content-type": "application/json" }),
      expected: "invalid: HTTP 200 with application/json, which is not Prometheus' JSON",
    },
    {
      fault: "redirects elsewhere",
      listener: raw("", { location: "http://169.254.169.254/" }, 302),
      expected: "invalid: HTTP 302: redirects are not followed; give the address that it leads to",
    },
    {
      fault: "refuses the query",
      listener: json(
        { status: "error", errorType: "execution", error: "query processing would load too many samples" },
        422,
      ),
      expected: "rejected: execution: query processing would load too many samples",
    },
    {
      fault: "gives a query up",
      listener: json({ status: "error", errorType: "timeout", error: "query timed out" }, 503),
      expected: "timeout: timeout: query timed out",
    },
    {
      fault: "is not ready",
      listener: json({ status: "error", errorType: "unavailable", error: "starting" }, 503),
      expected: "unreachable: unavailable: starting",
    },
    {
      fault: "is behind a gateway without a backend",
      listener: raw("bad gateway", {}, 502),
      expected: "unreachable: HTTP 502 without an answer of Prometheus",
    },
    {
      fault: "asks for credentials",
      listener: raw("no", {}, 401),
      expected:
        "rejected: HTTP 401: the credentials or the tenant are missing or refused; name them in the settings of the source (bearerTokenFile, basicAuth, headers)",
    },
    {
      fault: "asks for credentials in JSON",
      listener: json({ status: "error", error: "no org id" }, 401),
      expected:
        "rejected: HTTP 401: the credentials or the tenant are missing or refused; name them in the settings of the source (bearerTokenFile, basicAuth, headers)",
    },
    {
      fault: "left a store out",
      listener: json({ ...(vector("1") as object), warnings: ["store 10.0.0.1 unavailable"] }),
      expected: "invalid: the answer may be partial: store 10.0.0.1 unavailable",
    },
    {
      fault: "has another result type",
      listener: json({ status: "success", data: { resultType: "streams", result: [] } }),
      expected: "invalid: resultType is streams, expected matrix, vector or scalar",
    },
    {
      fault: "answers a number",
      listener: json({ status: "success", data: { resultType: "scalar", result: [1, "1"] } }),
      expected: "invalid: a number was answered where series were expected",
    },
    {
      fault: "answers a native histogram",
      listener: json({
        status: "success",
        data: { resultType: "vector", result: [{ metric: {}, histogram: [1, {}] }] },
      }),
      expected: "invalid: a native histogram where numbers were expected",
    },
    {
      fault: "sends a value without quotes",
      listener: json(vector(5)),
      expected: "invalid: a sample's value is 5, expected a number in quotes",
    },
    {
      fault: "sends words for values",
      listener: json(vector("abc")),
      expected: "invalid: a sample's value is abc, expected a number in quotes",
    },
    {
      fault: "sends null for a value",
      listener: json(vector(null)),
      expected: "invalid: a sample's value is null, expected a number in quotes",
    },
    ...[1e15, -1e300, "now", null].map((time) => ({
      fault: `dates a sample ${String(time)}`,
      listener: json({
        status: "success",
        data: { resultType: "vector", result: [{ metric: {}, value: [time, "1"] }] },
      }),
      expected: `invalid: a sample's time is ${time === "now" ? time : JSON.stringify(time)}, expected Unix seconds`,
    })),
    { fault: "sends no data", listener: json({ status: "success" }), expected: "invalid: the answer has no data" },
    { fault: "sends a list", listener: json([]), expected: "invalid: the answer is [], expected an object" },
  ])("ends in a named failure when it $fault", async ({ listener, expected }) => {
    expect(await failureOf((await clientOf(listener)).instant("x"))).toBe(expected);
  });

  it("ends in a named failure when it cuts the connection", async () => {
    expect(await failureOf((await clientOf(cut)).instant("x"))).toMatch(/^(?:unreachable|invalid): /);
  });

  it("is unreachable when nobody listens", async () => {
    const server = await startHttpServer(hang);
    await server.close();
    expect(await failureOf(clientAt(server.url, {}).instant("x"))).toMatch(/^unreachable: connect ECONNREFUSED/);
  });

  it("does not read the rest of a huge answer", async () => {
    const bomb = gzipSync(Buffer.alloc(100_000_000, " "));
    const before = process.memoryUsage().rss;
    const client = await clientOf(raw(bomb, { "content-encoding": "gzip" }), { timeoutSeconds: 5 });
    await Promise.all([1, 2, 3, 4].map(() => failureOf(client.instant("x"))));
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
  });
});
