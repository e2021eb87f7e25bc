import { describe, expect, it } from "vitest";
import { createLog } from "../../../src/adapters/telemetry/log.ts";
import { inSpan } from "../../../src/adapters/telemetry/tracing.ts";
import type { QueryAnswer } from "../../../src/core/promql/query-answer.ts";
import type { SampleSeries } from "../../../src/core/promql/sample-series.ts";
import { parseSpecs } from "../../../src/core/spec/parse-specs.ts";
import { type Instant, instant } from "../../../src/core/units/instant.ts";
import { seconds } from "../../../src/core/units/seconds.ts";
import { ScalingController } from "../../../src/service/controllers/scaling/controller.ts";
import type { Snapshot } from "../../../src/service/control/status-reader.ts";
import type { PrometheusReader } from "../../../src/service/ports/prometheus.ts";
import { DecisionLog } from "../../../src/service/signals/decision-log.ts";
import type { LoggedDecision } from "../../../src/core/scaling/decision/logged-decision.ts";
import { status } from "../../fixtures/statuses.ts";

const T0 = Date.UTC(2026, 0, 15, 12);

const spec = (more = ""): string => `
version: headroom/v1
service: shop
slos:
  - name: availability
    target: 99%
    events: {total: x_total, bad: 'x_total{code="500"}'}
scaling:
  - name: web
    target: Deployment/web
    demand: sum(rate(x_total[1m]))
    replicas: count(up{job="web"} == 1)
    capacity: {perReplica: 50, utilization: 0.8}
    limits: {min: 3, max: 40}
${more}`;

/** Answers by the text of the query; a value is as new as `newestMs` says. */
class Answers implements PrometheusReader {
  readonly asked: string[] = [];
  numbers: Record<string, readonly number[]> = {
    "sum(rate(x_total[1m]))": [900],
    'count(up{job="web"} == 1)': [10],
  };
  newestMs = T0;
  versions: readonly string[] = [];
  down = false;
  readonly #now: () => Instant;

  constructor(now: () => Instant) {
    this.#now = now;
  }

  serverTime(): Promise<QueryAnswer<Instant>> {
    return Promise.resolve(this.#unlessDown(this.#now()));
  }

  instant(promql: string, at: Instant): Promise<QueryAnswer<readonly SampleSeries[]>> {
    this.asked.push(promql);
    if (/ by \(version\)/.test(promql)) {
      const seen = this.versions.map((version) => ({ labels: { version }, timestamps: [at], values: [at / 1000] }));
      return Promise.resolve(this.#unlessDown(seen));
    }
    const values = promql.includes("timestamp(") ? [this.newestMs / 1000] : (this.numbers[promql] ?? []);
    const series = values.map((value, i) => ({ labels: { i: String(i) }, timestamps: [at], values: [value] }));
    return Promise.resolve(this.#unlessDown(series));
  }

  range(): Promise<QueryAnswer<readonly SampleSeries[]>> {
    return Promise.resolve(this.#unlessDown([]));
  }

  #unlessDown<T>(value: T): QueryAnswer<T> {
    return this.down
      ? { kind: "failed", reason: "unreachable", message: "connect ECONNREFUSED" }
      : { kind: "answered", value };
  }
}

async function setUp(text = spec()) {
  let passed = 0;
  const now = (): Instant => instant(T0 + passed * 1000);
  const answers = new Answers(now);
  const lines: Record<string, unknown>[] = [];
  let burn = 0.5;
  const decisions = new DecisionLog({ monotonic: () => passed });
  let { services } = await parseSpecs([{ file: "shop.yaml", text }]);
  const controller = new ScalingController({
    reader: {
      snapshot: (): Snapshot => ({
        publishedAt: now(),
        expired: false,
        statuses: [status({ objective: { service: "shop", slo: "availability" }, burn, at: now() })],
        specs: { services, diagnostics: [], outdated: [], unread: [], files: 1, badFiles: 0 },
        folderProblem: undefined,
        sources: [],
      }),
    },
    sources: new Map([["default", answers]]),
    step: seconds(15),
    clock: { now, monotonic: () => passed },
    log: createLog({
      level: "info",
      format: "json",
      write: (line) => void lines.push(JSON.parse(line)),
      now,
      traceIds: () => ({}),
    }),
    inSpan,
    decisions,
  });
  return {
    answers,
    decisions,
    lines,
    burnAt: (rate: number): void => void (burn = rate),
    /** One round, 15 s later, with samples as new as that. */
    round: async (
      options: { readonly stands?: true } = {},
    ): Promise<LoggedDecision["decision"]["result"] | undefined> => {
      passed += 15;
      if (options.stands !== true) answers.newestMs = T0 + passed * 1000;
      await controller.decide();
      return decisions.signalOf("shop", "web")?.decision.result;
    },
    load: async (changed: string): Promise<void> => {
      ({ services } = await parseSpecs([{ file: "shop.yaml", text: changed }]));
    },
  };
}

describe("the scaling controller", () => {
  it("decides from what Prometheus says, and logs what changes, once", async () => {
    const { answers, round, lines } = await setUp();
    expect(await round()).toMatchObject({ kind: "replicas", replicas: 22.5 });
    await round();
    answers.numbers["sum(rate(x_total[1m]))"] = [901];
    await round();
    answers.numbers["sum(rate(x_total[1m]))"] = [1000];
    await round();
    expect(lines.map(({ msg, scaling, replicas }) => [msg, scaling, replicas])).toEqual([
      ["replicas decided", "shop/web", 23],
      ["replicas decided", "shop/web", 25],
    ]);
    expect(lines[0]).toMatchObject({
      because: "900 requests a second at 40 a replica (80% of 50)",
      winner: "demand",
      burn: "none",
    });
  });

  it("refuses once the samples behind a number are too old, however fresh the answer looks", async () => {
    const { round } = await setUp();
    await round();
    for (let i = 0; i < 6; i++) expect(await round({ stands: true })).toMatchObject({ kind: "replicas" });
    expect(await round({ stands: true })).toEqual({
      kind: "refused",
      because: "demand is 1m 45s old, expected at most 1m 30s",
    });
  });

  it.each([
    ["has no series", [], "demand was observed too little"],
    ["has several", [1, 2], "demand is no number that could be meant"],
    ["is no number", [Number.NaN], "demand is no number that could be meant"],
    ["is infinite", [Number.POSITIVE_INFINITY], "demand is no number that could be meant"],
    ["is negative", [-1], "demand is no number that could be meant"],
  ])("refuses when demand %s, and takes none of it for zero", async (_what, values, because) => {
    const { answers, round } = await setUp();
    answers.numbers["sum(rate(x_total[1m]))"] = values;
    expect(await round()).toEqual({ kind: "refused", because });
  });

  it("refuses while Prometheus is down, asks nothing else of it, and goes on after", async () => {
    const { answers, round, lines } = await setUp();
    await round();
    answers.down = true;
    const { length } = answers.asked;
    expect(await round()).toEqual({ kind: "refused", because: "demand could not be asked for" });
    expect(answers.asked).toHaveLength(length);
    answers.down = false;
    expect(await round()).toMatchObject({ kind: "replicas" });
    expect(lines.map(({ msg }) => msg)).toEqual(["replicas decided", "no replicas are decided on", "replicas decided"]);
  });

  it("blames a burn on a version that has just come, and on load where none has", async () => {
    const { answers, round, burnAt, decisions } = await setUp(
      spec().replace("    demand:", "    slos: [availability]\n    demand:"),
    );
    const burnClass = () => decisions.signalOf("shop", "web")?.decision.burn;
    answers.versions = ["v1"];
    await round();
    burnAt(25);
    await round();
    expect(burnClass()).toMatchObject({ class: "overload" });
    answers.versions = ["v1", "v2"];
    await round();
    await round();
    expect(burnClass()).toEqual({
      class: "change",
      because: "availability burns at 25x, and a rollout began 15s ago",
    });
  });

  it("asks what two blocks need only once", async () => {
    const { answers, round } = await setUp(
      spec(`  - name: api
    target: Deployment/api
    demand: sum(rate(x_total[1m]))
    capacity: {perReplica: 100}
    limits: {min: 3, max: 40}
`),
    );
    await round();
    expect(answers.asked.filter((promql) => promql === "sum(rate(x_total[1m]))")).toHaveLength(1);
  });

  it("takes over a changed block at once, and forgets one that is gone", async () => {
    const { round, load, decisions } = await setUp();
    await round();
    await load(spec().replace("max: 40", "max: 20"));
    expect(await round()).toMatchObject({ kind: "replicas", replicas: 20 });
    await load(spec().slice(0, spec().indexOf("scaling:")));
    expect(await round()).toBeUndefined();
    expect(decisions.offered()).toEqual([]);
  });
});
