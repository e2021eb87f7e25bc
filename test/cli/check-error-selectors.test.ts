import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeSeries } from "../../demo/backfill/remote-write.ts";
import { specWith } from "../fixtures/code-examples.ts";
import { liveFindings } from "../fixtures/live-check.ts";
import { type PrometheusServer, startPrometheus } from "../fixtures/prometheus-server.ts";

const METRICS: readonly Readonly<Record<string, string>>[] = [
  { __name__: "http_requests_total", job: "shop", code: "200" },
  { __name__: "http_requests_total", job: "shop", code: "404" },
  { __name__: "http_requests_total", job: "cart", code: "200" },
  { __name__: "classes_total", status: "2xx" },
  { __name__: "classes_total", status: "4xx" },
  { __name__: "grpc_server_handled_total", grpc_code: "OK" },
  { __name__: "grpc_server_handled_total", grpc_code: "NotFound" },
  { __name__: "jobs_total", result: "success", shard: "0" },
  { __name__: "jobs_total", result: "failed", shard: "1" },
  { __name__: "mails_total", outcome: "accepted" },
  { __name__: "mails_total", outcome: "delayed" },
  { __name__: "http_server_request_duration_seconds_count", http_route: "/" },
  { __name__: "x_seconds_count", code: "200" },
  ...["0.25", "1.0", "+Inf"].map((le) => ({ __name__: "x_seconds_bucket", code: "200", le })),
];

let prometheus: PrometheusServer;
beforeAll(async () => {
  prometheus = await startPrometheus();
  const now = Date.now();
  const at = (ago: number): readonly number[] => Array.from({ length: 100 }, (_, i) => now - ago - (99 - i) * 15_000);
  const counter = (labels: Readonly<Record<string, string>>, timestamps: readonly number[]) => ({
    labels,
    timestamps,
    values: timestamps.map((_, i) => i * 10),
  });
  const twoDays = 2 * 86_400_000;
  await writeSeries(prometheus.url, [
    ...METRICS.map((labels) => counter(labels, at(0))),
    // Failures of the past, whose words look like slips of those that are there now.
    counter({ __name__: "mails_total", outcome: "delayd" }, at(twoDays)),
    counter({ __name__: "rare_errors_total" }, at(twoDays)),
  ]);
}, 30_000);
afterAll(() => prometheus?.stop());

const told = async (indicator: string): Promise<readonly (readonly string[])[]> =>
  (await liveFindings(prometheus.url, specWith("live", `description: One.\nwindow: 1d\n${indicator}`)))
    .filter(({ code }) => code === "selector-matches-nothing" || code === "matcher-without-effect")
    .map(({ problem, remedy }) => [problem.replace(/^no series of the last hour matches [^ ]+: /, ""), remedy]);

const bad = (total: string, selector: string): string => `events: {total: '${total}', bad: '${selector}'}`;
const good = (total: string, selector: string): string => `events: {total: '${total}', good: '${selector}'}`;

describe("a selector of failures that are merely not there yet", () => {
  it.each([
    bad("http_requests_total", 'http_requests_total{code=~"5.."}'),
    bad("http_requests_total", 'http_requests_total{code="500"}'),
    bad("http_requests_total", 'http_requests_total{code=~"5..|429"}'),
    bad("http_requests_total", 'http_requests_total{job="cart",code="404"}'),
    bad("classes_total", 'classes_total{status="5xx"}'),
    bad("grpc_server_handled_total", 'grpc_server_handled_total{grpc_code=~"Internal|Unavailable"}'),
    bad("jobs_total", 'jobs_total{result="timeout"}'),
    bad("jobs_total", 'jobs_total{result="failed",shard="0"}'),
    bad("mails_total", 'mails_total{outcome="rejected"}'),
    bad("mails_total", 'mails_total{outcome="delayd"}'),
    bad("http_requests_total", "rare_errors_total"),
    bad("http_server_request_duration_seconds_count", 'http_server_request_duration_seconds_count{error_type!=""}'),
    good("http_server_request_duration_seconds_count", 'http_server_request_duration_seconds_count{error_type=""}'),
    good("http_requests_total", 'http_requests_total{code!~"5.."}'),
    good("http_requests_total", 'http_requests_total{code!~"0|5.."}'),
    good("jobs_total", 'jobs_total{result!="timeout",shard!="20"}'),
    good("classes_total", 'classes_total{status!~"5xx|unknown"}'),
    "promql: {errors: 'sum(rate(http_requests_total{code=~\"5..\"}[{{window}}]))', total: 'sum(rate(http_requests_total[{{window}}]))'}",
    "latency: {histogram: 'x_seconds{code!~\"5..\"}', under: 250ms}",
    good("x_seconds_count", 'x_seconds_bucket{le="1.0",code!~"5.."}'),
  ])("is fine: %s", async (indicator) => {
    expect(await told(indicator)).toEqual([]);
  });
});

describe("a selector of failures that never come", () => {
  it.each([
    {
      what: "a metric with a slip",
      indicator: bad("http_requests_total", "http_requets_total"),
      says: ["there is no metric http_requets_total", "did you mean http_requests_total?"],
    },
    {
      what: "a metric that nobody knows",
      indicator: bad("http_requests_total", "payments_broken_total"),
      says: [
        "there is no metric payments_broken_total",
        "write the name of a metric that this Prometheus has, or scrape what exposes it; if it only appears with the first failure, let its client begin with zero",
      ],
    },
    {
      what: "a label of another library",
      indicator: bad("http_requests_total", 'http_requests_total{status=~"5.."}'),
      says: ["http_requests_total has no label status", "did you mean the label code?"],
    },
    {
      what: "a label with a slip",
      indicator: bad("http_requests_total", 'http_requests_total{cdoe=~"5.."}'),
      says: ["http_requests_total has no label cdoe", "did you mean the label code?"],
    },
    {
      what: "a label that only others have",
      indicator: bad("jobs_total", 'jobs_total{shard="1",severity="high"}'),
      says: ["jobs_total has no label severity, only result and shard", 'delete severity="high"'],
    },
    {
      what: "a class where there are codes",
      indicator: bad("http_requests_total", 'http_requests_total{code="5xx"}'),
      says: ['code="5xx" leaves none, code holds HTTP status codes here, such as "200"', 'did you mean code=~"5.."?'],
    },
    {
      what: "codes where there are classes",
      indicator: bad("classes_total", 'classes_total{status=~"50.|504"}'),
      says: [
        'status=~"50.|504" leaves none, status holds classes of HTTP statuses here, such as "2xx"',
        'did you mean status=~"50.|5xx"?',
      ],
    },
    {
      what: "another spelling of gRPC's codes",
      indicator: bad("grpc_server_handled_total", 'grpc_server_handled_total{grpc_code="DATA_LOSS"}'),
      says: [
        'grpc_code="DATA_LOSS" leaves none, grpc_code holds names of gRPC codes here, such as "NotFound"',
        'did you mean grpc_code="DataLoss"?',
      ],
    },
    {
      what: "a word with a slip",
      indicator: bad("jobs_total", 'jobs_total{result="faild"}'),
      says: ['result="faild" leaves none', 'did you mean result="failed"?'],
    },
    {
      what: "another word for failures",
      indicator: bad("jobs_total", 'jobs_total{result="error"}'),
      says: ['result="error" leaves none', 'did you mean result="failed"?'],
    },
    {
      what: "a number where there are words",
      indicator: bad("jobs_total", 'jobs_total{result="500"}'),
      says: ['result="500" leaves none', 'result is "failed" or "success" here: write one of these'],
    },
    {
      what: "a target that is not there",
      indicator: bad("http_requests_total", 'http_requests_total{job="warehouse",code="500"}'),
      says: ['job="warehouse" leaves none', 'job is "cart" or "shop" here: write one of these'],
    },
    {
      what: "the errors of a query",
      indicator:
        "promql: {errors: 'sum(rate(http_requests_total{status=~\"5..\"}[{{window}}]))', total: 'sum(rate(http_requests_total[{{window}}]))'}",
      says: ["http_requests_total has no label status", "did you mean the label code?"],
    },
    {
      what: "a bucket between those there are",
      indicator: bad("x_seconds_count", 'x_seconds_bucket{le="0.3"}'),
      says: ['le="0.3" leaves none', 'did you mean le="0.25"?'],
    },
    {
      what: "another spelling of a bucket",
      indicator: bad("x_seconds_count", 'x_seconds_bucket{le="1"}'),
      says: ['le="1" leaves none', 'did you mean le="1.0"?'],
    },
  ])("is told: $what", async ({ indicator, says }) => {
    expect(await told(indicator)).toEqual([says]);
  });
});

describe("a matcher that changes nothing", () => {
  it.each([
    {
      indicator: good("http_requests_total", 'http_requests_total{status!~"5.."}'),
      says: [
        'status!~"5.." leaves nothing out: http_requests_total has no label status',
        "did you mean the label code?",
      ],
    },
    {
      indicator: good("http_requests_total", 'http_requests_total{code!~"5xx"}'),
      says: [
        'code!~"5xx" leaves nothing out, code holds HTTP status codes here, such as "200"',
        'did you mean code!~"5.."?',
      ],
    },
    {
      indicator: good("http_requests_total", 'http_requests_total{code!="5xx"}'),
      says: [
        'code!="5xx" leaves nothing out, code holds HTTP status codes here, such as "200"',
        'did you mean code!~"5.."?',
      ],
    },
    {
      indicator: good("jobs_total", 'jobs_total{result!="error"}'),
      says: ['result!="error" leaves nothing out: result has no such value', 'did you mean result!="failed"?'],
    },
    {
      indicator: bad("http_requests_total", 'http_requests_total{code=~"404|5xx"}'),
      says: [
        '"5xx" in code=~"404|5xx" chooses nothing, code holds HTTP status codes here, such as "200"',
        'did you mean code=~"404|5.."?',
      ],
    },
    {
      indicator:
        "promql: {errors: 'sum(rate(http_requests_total{code=\"404\",status!=\"x\"}[{{window}}]))', total: 'sum(rate(http_requests_total[{{window}}]))'}",
      says: ['status!="x" leaves nothing out: http_requests_total has no label status', "did you mean the label code?"],
    },
    {
      indicator: "latency: {histogram: 'x_seconds{status!~\"5..\"}', under: 250ms}",
      says: ['status!~"5.." leaves nothing out: x_seconds_count has no label status', "did you mean the label code?"],
    },
  ])("is told: $indicator", async ({ indicator, says }) => {
    expect(await told(indicator)).toEqual([says]);
  });
});
