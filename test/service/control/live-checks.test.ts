import { describe, expect, it } from "vitest";
import type { ObjectiveStatus } from "../../../src/core/budget/status.ts";
import type { QueryAnswer } from "../../../src/core/promql/query-answer.ts";
import type { SampleSeries } from "../../../src/core/promql/sample-series.ts";
import { parseSpecs } from "../../../src/core/spec/parse-specs.ts";
import { instant } from "../../../src/core/units/instant.ts";
import { days, hours, minutes, seconds } from "../../../src/core/units/seconds.ts";
import { createLog } from "../../../src/adapters/telemetry/log.ts";
import { inSpan } from "../../../src/adapters/telemetry/tracing.ts";
import { LiveChecks } from "../../../src/service/control/live-checks.ts";
import type { DataTeller } from "../../../src/service/ports/prometheus.ts";
import { status } from "../../fixtures/statuses.ts";

const spec = (service: string, success = "up"): string =>
  `version: headroom/v1\nservice: ${service}\nslos:\n  - {name: a, target: 99%, probe: {success: ${success}}}\n  - {name: b, target: 99%, probe: {success: up}}\n`;

const answered = <T>(value: T): QueryAnswer<T> => ({ kind: "answered", value });
const sample = (value: number): readonly SampleSeries[] => [{ labels: {}, timestamps: [0], values: [value] }];
const NOTHING: readonly SampleSeries[] = [];

/** A Prometheus that knows `up`, ten samples of it in each time that is asked for, and nothing else. */
class Scripted implements DataTeller {
  isDown = false;
  /** Seconds that each answer takes. */
  takes = 0;
  queries: string[] = [];
  open = 0;
  mostOpen = 0;
  readonly #pass: (secs: number) => void;

  constructor(pass: (secs: number) => void) {
    this.#pass = pass;
  }

  async #answer<T>(value: T): Promise<QueryAnswer<T>> {
    this.open += 1;
    this.mostOpen = Math.max(this.mostOpen, this.open);
    await new Promise((resolve) => setImmediate(resolve));
    this.open -= 1;
    this.#pass(this.takes);
    return this.isDown ? { kind: "failed", reason: "unreachable", message: "connect ECONNREFUSED" } : answered(value);
  }

  serverTime = () => Promise.resolve(answered(instant(0)));
  labelNames = () => this.#answer<readonly string[]>([]);
  typesOf = () => this.#answer<readonly string[]>([]);
  retention = () => this.#answer<string | undefined>("400d");
  labelValues = (label: string) => this.#answer<readonly string[]>(label === "__name__" ? ["up"] : []);
  instant = (promql: string) => {
    this.queries.push(promql);
    const isKnown = /\bup\b/.test(promql) && !promql.startsWith("slo") && !promql.includes("resets(");
    return this.#answer(isKnown ? sample(promql.includes("max_over_time(") ? 1 : 40) : NOTHING);
  };
}

async function setUp() {
  let now = 1000;
  const told: unknown[] = [];
  let changes = 0;
  const prometheus = new Scripted((secs) => void (now += secs));
  const checks = new LiveChecks({
    sources: new Map([["default", prometheus]]),
    settle: minutes(5),
    clock: { now: () => instant(now * 1000), monotonic: () => now },
    log: createLog({
      level: "info",
      format: "json",
      write: (line) => void told.push(JSON.parse(line).place),
      now: () => instant(now * 1000),
      traceIds: () => ({}),
    }),
    inSpan,
    onFindings: () => void (changes += 1),
  });
  const follow = async (texts: Readonly<Record<string, string>>): Promise<void> => {
    const files = Object.entries(texts).map(([file, text]) => ({ file, text: new TextEncoder().encode(text) }));
    const { services } = await parseSpecs(files);
    checks.follow(services, (file) => files.find((one) => one.file === file)?.text);
  };
  const specs = { services: [], diagnostics: [], outdated: [], unread: [], files: 0, badFiles: 0 };
  return {
    checks,
    prometheus,
    told,
    follow,
    changes: () => changes,
    after: async (length: number): Promise<void> => {
      now += length;
      await checks.tick();
    },
    found: () => checks.withFindings(specs).diagnostics.map(({ file, line, code }) => `${file}:${line} ${code}`),
    note: (service: string, slo: string, note?: string): ObjectiveStatus["note"] => {
      const [one] = checks.noted([status({ objective: { service, slo }, ...(note !== undefined && { note }) })]);
      return one?.note;
    },
  };
}

describe("live checks in the service", () => {
  it("find after a while what data say against a spec, tell it once, and note it on its SLO alone", async () => {
    const { follow, after, found, note, told, changes } = await setUp();
    await follow({ "shop.yaml": spec("shop", "upp"), "fine.yaml": spec("fine") });
    await after(minutes(5) - 1);
    expect(found()).toEqual([]);
    await after(1);
    expect(found()).toEqual(["shop.yaml:4 selector-matches-nothing"]);
    expect([told, changes()]).toEqual([["shop.yaml:4:45"], 1]);
    expect(note("shop", "a")).toContain("its data say: no series of the last hour matches upp");
    expect(note("shop", "a", "no samples yet of upp")).toMatch(/^no samples yet of upp; its data say: /);
    expect([note("shop", "b"), note("fine", "a")]).toEqual([undefined, undefined]);
    await after(hours(1));
    expect([told.length, changes()]).toEqual([1, 1]);
  });

  it("are asked for each day, and each hour for as long as something is wrong", async () => {
    const { follow, after, prometheus } = await setUp();
    const asked = async (length: number): Promise<boolean> => {
      prometheus.queries = [];
      await after(length);
      return prometheus.queries.length > 0;
    };
    await follow({ "fine.yaml": spec("fine") });
    expect(await asked(minutes(5))).toBe(true);
    expect(await asked(days(1) - 1)).toBe(false);
    expect(await asked(1)).toBe(true);
    await follow({ "fine.yaml": spec("fine", "upp") });
    expect(await asked(minutes(5))).toBe(true);
    expect(await asked(hours(1) - 1)).toBe(false);
    expect(await asked(1)).toBe(true);
  });

  it("keep what was found while a file stays as it is, and forget it when it changes", async () => {
    const { follow, after, found, prometheus } = await setUp();
    await follow({ "shop.yaml": spec("shop", "upp") });
    await after(minutes(5));
    prometheus.queries = [];
    await follow({ "shop.yaml": spec("shop", "upp"), "other.yaml": spec("other") });
    await after(1);
    expect([found().length, prometheus.queries]).toEqual([1, []]);
    await follow({ "shop.yaml": spec("shop") });
    expect(found()).toEqual([]);
    await follow({});
    await after(days(2));
    expect(prometheus.queries).toEqual([]);
  });

  it("leave what was found before while Prometheus does not answer, and soon ask no more", async () => {
    const { follow, after, found, prometheus } = await setUp();
    await follow({ "shop.yaml": spec("shop", "upp") });
    await after(minutes(5));
    prometheus.isDown = true;
    prometheus.queries = [];
    await after(hours(1));
    expect(found()).toEqual(["shop.yaml:4 selector-matches-nothing"]);
    expect(prometheus.queries.length).toBeLessThanOrEqual(3);
    prometheus.isDown = false;
    await after(hours(1));
    expect(found()).toEqual(["shop.yaml:4 selector-matches-nothing"]);
  });

  it("go on with the next spec when one cannot be checked", async () => {
    const { follow, after, found, prometheus } = await setUp();
    await follow({ "a.yaml": spec("a", "broken"), "shop.yaml": spec("shop", "upp") });
    const { instant: asked } = prometheus;
    prometheus.instant = (promql) => {
      if (promql.includes("broken")) throw new Error("a fault of ours");
      return asked(promql);
    };
    await after(minutes(5));
    expect(found()).toEqual(["shop.yaml:4 selector-matches-nothing"]);
  });

  it("ask one question at a time, and rest nine times as long as they have taken", async () => {
    const { follow, after, prometheus } = await setUp();
    prometheus.takes = 0.1;
    await follow({ "a.yaml": spec("a"), "b.yaml": spec("b", `'up{job="b"}'`) });
    await after(minutes(5));
    const first = prometheus.queries.length;
    expect(prometheus.mostOpen).toBe(1);
    expect(prometheus.queries.some((query) => query.includes("job"))).toBe(false);
    await after(first * 0.1 * 8);
    expect(prometheus.queries.length).toBe(first);
    await after(seconds(60));
    expect(prometheus.queries.length).toBeGreaterThan(first);
  });
});
