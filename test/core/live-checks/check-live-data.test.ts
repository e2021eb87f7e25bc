import { describe, expect, it } from "vitest";
import type { Diagnostic } from "../../../src/core/diagnostics/diagnostic.ts";
import { checkLiveData } from "../../../src/core/live-checks/check-live-data.ts";
import { type Answer, questionKey, type Question } from "../../../src/core/live-checks/question.ts";
import { parseSpecs } from "../../../src/core/spec/parse-specs.ts";

/** Values of an answer by their `le`; for other queries the label is left out. */
type Values = readonly (number | readonly [le: string, value: number])[];

/** What the server says to a query that begins so; anything else has ten samples, and no part exceeds its total. */
interface Server {
  readonly says?: Readonly<Record<string, Values | undefined>>;
  /** `refused` where the server keeps it to itself. */
  readonly retention?: string;
  readonly values?: Readonly<Record<string, readonly string[]>>;
  /** By metric. */
  readonly types?: Readonly<Record<string, readonly string[]>>;
}

/** No part exceeds its total, no counter falls, a success is 0 or 1, and no rules are loaded. */
const usual = (promql: string): Values =>
  promql.includes(" / ") || promql.includes("resets(") || promql.startsWith("slo")
    ? []
    : [promql.includes("max_over_time(") ? 1 : 10];

function answer({ says = {}, retention = "400d", values, types }: Server, question: Question): Answer {
  const failed: Answer = { kind: "failed", question, message: "refused" };
  switch (question.kind) {
    case "retention":
      return retention === "refused" ? failed : { kind: "retention", text: retention };
    case "values":
      return values === undefined ? failed : { kind: "values", values: values[question.label] ?? [] };
    case "labels":
      return failed;
    case "metadata":
      return types === undefined ? failed : { kind: "values", values: types[question.metric] ?? [] };
    case "series": {
      const ago = question.ago === 0 ? "" : `${question.ago} s ago: `;
      const key = Object.keys(says).find((start) => `${ago}${question.promql}`.startsWith(start));
      if (key !== undefined && says[key] === undefined) return failed;
      const found = key === undefined ? usual(question.promql) : (says[key] ?? []);
      return {
        kind: "series",
        series: found.map((one) =>
          typeof one === "number"
            ? { labels: {}, timestamps: [0], values: [one] }
            : { labels: { le: one[0] }, timestamps: [0], values: [one[1]] },
        ),
      };
    }
  }
}

const PROBE = "probe: {success: up}";

async function findings(server: Server, indicator = PROBE, more = ""): Promise<readonly Diagnostic[]> {
  const text = `version: headroom/v1\nservice: shop\nslos:\n  - name: slo\n    target: 99%\n    ${indicator}\n${more}`;
  const { services, diagnostics, read } = await parseSpecs([{ file: "a.yaml", text }]);
  expect(diagnostics).toEqual([]);
  const answers = new Map<string, Answer>();
  for (let rounds = 0; rounds < 10; rounds++) {
    const { open, diagnostics: found } = checkLiveData(services, answers, read);
    if (open.length === 0) return found;
    for (const question of open) answers.set(questionKey(question), answer(server, question));
  }
  throw new Error("the questions never end");
}

const problems = async (...given: Parameters<typeof findings>): Promise<readonly string[]> =>
  (await findings(...given)).map(({ code, problem }) => `${code}: ${problem}`);
const remedies = async (...given: Parameters<typeof findings>): Promise<readonly string[]> =>
  (await findings(...given)).map(({ remedy }) => remedy);

describe("the retention", () => {
  it.each([
    { told: "15d", expected: "keeps 15d" },
    { told: "2w", expected: "keeps 14d" },
    { told: "15d or 50GiB", expected: "keeps 15d" },
    { told: "6h", expected: "keeps 6h" },
  ])("$told is shorter than 30d", async ({ told, expected }) => {
    expect(await problems({ retention: told })).toEqual([
      `window-longer-than-retention: the window needs samples of 30d, and this Prometheus ${expected}`,
    ]);
  });

  it.each(["30d", "400d", "4w3d", "30d or 1TiB", "50GiB", "0s", ""])("%j says nothing against 30d", async (told) => {
    expect(await findings({ retention: told })).toEqual([]);
  });

  it("offers no window below a day", async () => {
    expect(await remedies({ retention: "6h" })).toEqual(["start Prometheus with --storage.tsdb.retention.time=30d"]);
    expect(await remedies({ retention: "36h" })).toEqual([
      "write window: 1d, or start Prometheus with --storage.tsdb.retention.time=30d",
    ]);
  });

  it("is told once for all SLOs of one window, and for each window", async () => {
    const more =
      "  - {name: b, target: 99%, probe: {success: up}}\n  - {name: c, target: 99%, window: 60d, probe: {success: up}}\n  - {name: d, target: 99%, window: 10d, probe: {success: up}}\n";
    expect(await findings({ retention: "15d" }, PROBE, more)).toMatchObject([
      { line: 4, column: 11, related: [{ line: 7, column: 12, note: "has the same window" }] },
      { line: 8, column: 36, length: 3, problem: "the window needs samples of 60d, and this Prometheus keeps 15d" },
    ]);
  });

  it("is judged by old samples of up where the server keeps it to itself", async () => {
    const then = "2592000 s ago: count(present_over_time(up[1h]))";
    expect(await problems({ retention: "refused", says: { [then]: [] } })).toEqual([
      "window-longer-than-retention: the window needs samples of 30d, and this Prometheus has no sample of up that old",
    ]);
    expect(await findings({ retention: "refused" })).toEqual([]);
    expect(await findings({ retention: "refused", says: { [then]: undefined } })).toEqual([]);
    // Without scrapes there is no up, now as then.
    expect(
      await findings(
        { retention: "refused", says: { [then]: [], "count(present_over_time(up[1h]))": [] } },
        "probe: {success: x}",
      ),
    ).toEqual([]);
  });
});

describe("the bound of a latency", () => {
  const latency = (under: string): string => `latency: {histogram: h, under: ${under}}`;
  const withBounds = (...bounds: readonly string[]): Server => ({
    says: { "count by (le)": bounds.map((le) => [le, 1] as const) },
  });

  it.each([
    ["1s", "1"],
    ["1s", "1.0"],
    ["250ms", "0.25"],
    ["1m", "60.0"],
  ])("%s is the bucket %s, however Prometheus spells it", async (under, le) => {
    expect(await findings(withBounds("0.1", le, "+Inf"), latency(under))).toEqual([]);
  });

  it("is called one bound where two spellings stand side by side", async () => {
    expect(await problems(withBounds("1", "1.0", "2", "+Inf"), latency("1500ms"))).toEqual([
      "latency-bound-not-a-bucket: no bucket of h ends at 1s500ms; they end at 2s and 1s",
    ]);
  });

  it("names the nearest bounds first, and only some of many", async () => {
    const bounds = ["0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10", "+Inf"];
    expect(await problems(withBounds(...bounds), latency("300ms"))).toEqual([
      "latency-bound-not-a-bucket: no bucket of h ends at 300ms; they end at 250ms, 500ms, 100ms, 1s, 50ms, 2s500ms and 5 more",
    ]);
    expect(await remedies(withBounds(...bounds), latency("20s"))).toEqual([
      "write under: 10s, or give the histogram a bucket that ends at 20",
    ]);
  });

  it("offers bounds with parts of a millisecond as a spec can hold them", async () => {
    const found = await findings(withBounds("0.0005", "0.0025", "0.1", "+Inf"), latency("3ms"));
    expect(found).toMatchObject([
      {
        problem: "no bucket of h ends at 3ms; they end at 2.5ms, 500us and 100ms",
        remedy: "write under: 2.5ms or under: 100ms, or give the histogram a bucket that ends at 0.003",
      },
    ]);
  });

  it("is not offered milliseconds as seconds", async () => {
    expect(await remedies(withBounds("5", "100", "300", "1000", "+Inf"), latency("300ms"))).toEqual([
      "the buckets look like milliseconds: write unit: milliseconds beside under",
    ]);
    // Within its bounds the histogram may well be in seconds.
    expect(await remedies(withBounds("0.1", "10", "1000", "+Inf"), latency("1s"))).toEqual([
      "write under: 100ms or under: 10s, or give the histogram a bucket that ends at 1",
    ]);
  });

  it("is missed by a histogram of one bucket", async () => {
    expect(await findings(withBounds("+Inf"), latency("300ms"))).toMatchObject([
      {
        problem: 'no bucket of h ends at 300ms; its only bucket is le="+Inf"',
        remedy: "give the histogram a bucket that ends at 0.3",
      },
    ]);
  });

  it("is not judged where the histogram has no series", async () => {
    const none: Server = {
      says: { "count by (le)": [], "count(histogram_count(h))": [] },
      values: { __name__: ["hh_bucket", "g"] },
    };
    expect(await findings(none, latency("300ms"))).toMatchObject([
      {
        code: "selector-matches-nothing",
        problem: "no series of the last hour matches h: there is no histogram h",
        remedy: "did you mean hh?",
      },
    ]);
  });
});

describe("the form of a histogram", () => {
  it("is native where only a native one answers", async () => {
    expect(
      await findings(
        { says: { "count by (le)": [], "count(histogram_count(h))": [1] } },
        "latency: {histogram: h, under: 300ms}",
      ),
    ).toMatchObject([
      {
        code: "histogram-form",
        severity: "error",
        line: 6,
        column: 26,
        problem: "h is a native histogram here, without classic buckets",
        remedy: "add type: native below it",
      },
    ]);
  });

  it("may be both", async () => {
    expect(await findings({}, "latency: {histogram: h, under: 300ms, type: native}")).toEqual([]);
  });
});

describe("the scrape interval", () => {
  const samples = "max(count_over_time(up[10m]))";

  it.each([
    { found: 8, told: [] },
    {
      found: 7,
      told: ["scrape-interval-too-long: up has 7 samples in 10m: a window of 5m holds 3, expected at least 4"],
    },
  ])("with $found samples in 10m", async ({ found, told }) => {
    expect(await problems({ says: { [samples]: [found], [`600 s ago: ${samples}`]: [found] } })).toEqual(told);
  });

  it("is not told of a target that has just appeared or just gone", async () => {
    expect(await findings({ says: { [samples]: [2], [`600 s ago: ${samples}`]: [] } })).toEqual([]);
    expect(await findings({ says: { [samples]: [2], [`600 s ago: ${samples}`]: [40] } })).toEqual([]);
  });

  it("is told once for a selector of several SLOs", async () => {
    const says = { [samples]: [5], [`600 s ago: ${samples}`]: [5] };
    expect(
      await findings({ says }, PROBE, "  - {name: b, target: 90%, alerts: {page: off}, probe: {success: up}}\n"),
    ).toHaveLength(1);
  });
});

describe("events", () => {
  const events = "events: {total: 't_total', bad: 't_total{code=\"500\"}'}";

  it("may lack bad ones, and not all", async () => {
    expect(await findings({ says: { 'count(present_over_time(t_total{code="500"}[1h]))': [] } }, events)).toEqual([]);
    expect(await problems({ says: { "count(present_over_time(t_total": [] } }, events)).toEqual([
      "selector-matches-nothing: no series of the last hour matches t_total",
    ]);
  });

  it("may be a little more than the total, by scrapes a moment apart", async () => {
    const share = "sum(rate(b_total[1h])) / (sum(rate(t_total[1h])) > 0) > 1.05";
    const two = "description: Two metrics.\n    events: {total: t_total, bad: b_total}";
    expect(await findings({ says: { [share]: [] } }, two)).toEqual([]);
    expect(await problems({ says: { [share]: [1.5, 2.71428] } }, two)).toEqual([
      "events-exceed-total: within the last hour bad counted 2.71 times as many events as total",
    ]);
  });
});

describe("the type of a metric", () => {
  const events = "events: {total: 'requests', bad: 'requests{code=\"500\"}'}";

  it.each([
    { types: { requests: ["gauge"] }, told: ["requests is no counter: its targets say that it is a gauge"] },
    {
      types: { requests: ["stateset", "info"] },
      told: ["requests is no counter: its targets say that it is a stateset, info"],
    },
    { types: { requests: ["gauge", "counter"] }, told: [] },
    { types: { requests: ["counter"] }, told: [] },
    { types: { requests: ["unknown"] }, told: [] },
    { types: {}, told: [] },
    { types: undefined, told: [] },
  ])("$types of what is counted", async ({ types, told }) => {
    expect(await problems(types === undefined ? {} : { types }, events)).toEqual(
      told.map((problem) => `gauge-as-counter: ${problem}`),
    );
  });

  it("has no suffix where OpenMetrics tells it", async () => {
    const total = "events: {total: x_total, bad: 'x_total{code=\"500\"}'}";
    expect(await findings({ types: { x: ["gauge"] } }, total)).toHaveLength(1);
    expect(await findings({ types: { x: ["counter"] } }, total)).toEqual([]);
  });

  it("is asked of what a query takes for a counter, and of nothing else", async () => {
    const query = "promql: {errors: 'sum(rate(a[{{window}}]))', total: 'sum(avg_over_time(b[{{window}}]))'}";
    expect(await problems({ types: { a: ["gauge"], b: ["gauge"] } }, query)).toEqual([
      "gauge-as-counter: a is no counter: its targets say that it is a gauge",
    ]);
  });

  it("is no counter for a probe", async () => {
    expect(await problems({ types: { up: ["counter"] } })).toEqual([
      "probe-not-boolean: up is a counter, expected 0 or 1",
    ]);
    expect(await findings({ types: { up: ["gauge"] } })).toEqual([]);
  });
});

describe("a server that answers nothing", () => {
  it("proves nothing against a spec", async () => {
    for (const indicator of [
      PROBE,
      "latency: {histogram: h, under: 300ms}",
      "events: {total: t_total, bad: 't_total{a=\"b\"}'}",
      "promql: {errors: 'sum(rate(a[{{window}}]))', total: 'sum(rate(b[{{window}}]))'}",
    ]) {
      expect(await findings({ retention: "refused", says: { "": undefined } }, indicator)).toEqual([]);
    }
  });
});

describe("samples that come late", () => {
  const newest = "max(timestamp(up))[1h:1m]";
  const late = (age: number, minutesTold: number): Server => ({
    says: { [`time() - max_over_time(${newest})`]: [age], [`count_over_time(${newest})`]: [minutesTold] },
  });

  it.each([
    { age: 660, told: 54, delay: "15m" },
    { age: 1800, told: 35, delay: "30m" },
    { age: 301, told: 60, delay: "10m" },
  ])("$age s old are told where they come without a break, with a delay that holds", async ({ age, told, delay }) => {
    expect(await findings(late(age, told))).toMatchObject([
      {
        code: "samples-late",
        remedy: `write delay: ${delay} if its samples always come that late; else mend what exposes it`,
      },
    ]);
    expect(await findings(late(age, told), `delay: ${delay}\n    ${PROBE}`)).toEqual([]);
  });

  it("are not told of what is scraped in time, nor of a batch job between two runs", async () => {
    expect(await findings(late(290, 60))).toEqual([]);
    expect(await findings(late(1260, 15))).toEqual([]);
  });
});
