import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { seededRandom } from "../../demo/backfill/random.ts";
import { writeSeries, type WrittenSeries } from "../../demo/backfill/remote-write.ts";
import { specWith } from "../fixtures/code-examples.ts";
import { liveFindings } from "../fixtures/live-check.ts";
import { type PrometheusServer, startPrometheus } from "../fixtures/prometheus-server.ts";

const LENGTH = 2 * 3600;

/** So many chances a second, of which a few are taken. */
const CHANCES = 10_000;

/** A counter by the second: events of so many a second, as they fall, from a start on; anew at a restart. */
function counter(perSecond: number, seed: number, from = 0, restart?: number): readonly number[] {
  const random = seededRandom(`counter ${seed}`);
  let value = from;
  return Array.from({ length: LENGTH + 1 }, (_, second) => {
    if (second === restart) value = 0;
    return (value += random.happening(CHANCES, perSecond / CHANCES));
  });
}

/** Ten events at once at the beginning of each minute. */
const inBatches = Array.from({ length: LENGTH + 1 }, (_, second) => Math.floor(second / 60) * 10);

interface Reader {
  /** Seconds after the full interval. */
  readonly offset: number;
  readonly interval?: number;
  /** By how many seconds its clock is ahead. */
  readonly ahead?: number;
  /** A time of which it has no samples. */
  readonly gap?: readonly [from: number, to: number];
}

let startMs: number;

function read(values: readonly number[], labels: Readonly<Record<string, string>>, reader: Reader): WrittenSeries {
  const { offset, interval = 15, ahead = 0, gap = [0, -1] } = reader;
  const times = Array.from({ length: Math.floor((LENGTH - offset) / interval) + 1 }, (_, i) => offset + i * interval)
    .filter((second) => second + ahead <= LENGTH)
    .filter((second) => second < gap[0] || second > gap[1]);
  return {
    labels,
    timestamps: times.map((second) => startMs + (second + ahead) * 1000 + 137 * offset),
    values: times.map((second) => values[second] ?? 0),
  };
}

const A: Reader = { offset: 0 };
const B: Reader = { offset: 8 };

/** Each counter with all labels but the name, read by readers that a label tells apart. */
const readBy = (
  __name__: string,
  label: string,
  readers: Readonly<Record<string, Reader>>,
  counters: readonly (readonly [Readonly<Record<string, string>>, readonly number[]])[],
): readonly WrittenSeries[] =>
  counters.flatMap(([labels, values]) =>
    Object.entries(readers).map(([name, reader]) =>
      read(values, { __name__, job: "shop", instance: "i", ...labels, [label]: name }, reader),
    ),
  );

const codes = (seed: number, from = 0) =>
  [
    [{ code: "200" }, counter(20, seed, from)],
    [{ code: "500" }, counter(0.02, seed + 1, from)],
  ] as const;

const twice = { a: A, b: B };

/** Every metric is one story. */
const doubled = (): readonly WrittenSeries[] => [
  ...readBy("replica_total", "replica", twice, codes(1)),
  ...readBy("reserved_total", "__replica__", twice, codes(3)),
  ...readBy("zone_total", "zone", twice, codes(5, 10_000)),
  ...readBy("quiet_total", "cluster_replica", twice, [[{}, counter(0.01, 7)]]),
  ...readBy("busy_total", "prometheus", twice, [[{}, counter(900, 8)]]),
  ...readBy("batches_total", "prometheus", twice, [[{}, inBatches]]),
  ...readBy("restarted_total", "prometheus", twice, [[{}, counter(5, 9, 0, LENGTH - 1000)]]),
  ...readBy("gaps_total", "prometheus", { a: { ...A, gap: [LENGTH - 1200, LENGTH - 600] }, b: B }, codes(10)),
  ...readBy("clocks_total", "prometheus", { a: A, b: { offset: 5, ahead: 1 } }, codes(12)),
  ...readBy(
    "minutes_total",
    "prometheus",
    { a: { offset: 3, interval: 60 }, b: { offset: 33, interval: 60 } },
    codes(14),
  ),
  ...readBy("thrice_total", "replica", { a: A, b: B, c: { offset: 12 } }, codes(16)),
  ...readBy("together_total", "replica", { a: A, b: A }, codes(18)),
  ...["0", "1"].flatMap((prometheus_replica, i) =>
    readBy("known_total", "replica", { a: { offset: i }, b: { offset: 7 + i } }, codes(20)).map((series) => ({
      ...series,
      labels: { ...series.labels, prometheus_replica },
    })),
  ),
  ...readBy("jobs_total", "job", twice, codes(22)),
  ...readBy("odd_total", "null", twice, codes(23)),
  ...readBy("h_count", "replica", twice, codes(24)),
  ...["0.5", "1", "+Inf"].flatMap((le) =>
    readBy("h_bucket", "replica", twice, codes(24)).map((series) => ({ ...series, labels: { ...series.labels, le } })),
  ),
];

/** Two pods that began together, of which each takes every other request. */
const inTurn = counter(30, 50).map((value) => [Math.ceil(value / 2), Math.floor(value / 2)] as const);

const single = (): readonly WrittenSeries[] => [
  ...[40, 41].flatMap((seed, i) =>
    readBy("pods_total", "pod", { [`shop-${i}`]: { offset: 4 * i } }, codes(seed)).map((series) => ({
      ...series,
      labels: { ...series.labels, instance: `10.0.0.${i}:80` },
    })),
  ),
  ...[42, 43].flatMap((seed, i) => readBy("tasks_total", "task", { [`t${i}`]: { offset: 4 * i } }, codes(seed))),
  ...[44, 45].flatMap((seed, i) =>
    readBy("begun_total", "replica", { [`t${i}`]: { offset: 4 * i } }, codes(seed, 5000 * i)),
  ),
  ...[0, 1].flatMap((i) =>
    readBy("turns_total", "instance", { [`10.0.0.${i}:80`]: { offset: 4 * i } }, [
      [{}, inTurn.map((pair) => pair[i] ?? 0)],
    ]),
  ),
  ...["200", "201", "404", "500"].map((code, i) =>
    read(counter(3, 60 + i), { __name__: "codes_total", job: "shop", instance: "i", code }, A),
  ),
  ...["0.1", "0.5", "1", "+Inf"].map((le) =>
    read(inBatches, { __name__: "le_bucket", job: "shop", instance: "i", le }, A),
  ),
  ...["in", "out"].map((direction) => read(inBatches, { __name__: "messages_total", job: "shop", direction }, A)),
  ...["a", "b"].map((replica, i) =>
    read(
      inBatches.map(() => 7),
      { __name__: "idle_total", job: "shop", replica },
      { offset: 8 * i },
    ),
  ),
  ...["a", "b"].map((replica, i) =>
    read(
      inBatches.map((_, second) => (second > LENGTH - 900 ? 9 : 7)),
      { __name__: "once_total", job: "shop", replica },
      { offset: 8 * i },
    ),
  ),
  ...readBy("usual_total", "prometheus_replica", twice, codes(70)),
];

let prometheus: PrometheusServer;
beforeAll(async () => {
  prometheus = await startPrometheus();
  startMs = Math.floor(Date.now() / 1000) * 1000 - LENGTH * 1000 - 2000;
  await writeSeries(prometheus.url, [...doubled(), ...single()]);
}, 60_000);
afterAll(() => prometheus?.stop());

async function told(indicator: string) {
  const spec = specWith("live", `description: One.\nwindow: 1d\n${indicator}`);
  return (await liveFindings(prometheus.url, spec)).filter(({ code }) => code === "events-counted-twice");
}
const events = (metric: string): string => `events: {total: ${metric}, bad: '${metric}{code="500"}'}`;

describe("series of two replicas of a Prometheus", () => {
  it.each([
    ["replica_total", "twice", "[replica]"],
    ["reserved_total", "twice", "[__replica__]"],
    ["zone_total", "twice", "[zone]"],
    ["quiet_total", "twice", "[cluster_replica]"],
    ["busy_total", "twice", "[prometheus]"],
    ["batches_total", "twice", "[prometheus]"],
    ["restarted_total", "twice", "[prometheus]"],
    ["gaps_total", "twice", "[prometheus]"],
    ["clocks_total", "twice", "[prometheus]"],
    ["minutes_total", "twice", "[prometheus]"],
    ["thrice_total", "3 times", "[replica]"],
    ["together_total", "twice", "[replica]"],
    ["known_total", "twice", "[prometheus_replica, replica]"],
    ["odd_total", "twice", '["null"]'],
  ])("are found in %s, whose events count %s", async (metric, times, labels) => {
    const [found, ...others] = await told(events(metric));
    expect(others).toEqual([]);
    expect(found?.problem).toContain(`each event of ${metric} counts ${times}: series that differ in `);
    expect(found?.remedy).toBe(
      `write replicaLabels: ${labels} beside the url of this source in the settings, and generate the rules anew`,
    );
    const line = /replicaLabels: .*?\]/.exec(found?.remedy ?? "")?.[0] ?? "";
    expect(parse(line)).toEqual({ replicaLabels: expect.arrayContaining([expect.any(String)]) });
  });

  it("are told with their label and what it holds, at the total", async () => {
    const [found] = await told(events("replica_total"));
    expect(found).toMatchObject({
      severity: "warning",
      problem:
        'each event of replica_total counts twice: series that differ in replica alone ("a" and "b") are one counter, read more than once',
    });
  });

  it("are found in the counts of a histogram", async () => {
    expect(await told("latency: {histogram: h, under: 500ms}")).toHaveLength(1);
  });

  it("are left to whoever chooses one of them, or groups by them", async () => {
    expect(
      await told(`events: {total: 'replica_total{replica="a"}', bad: 'replica_total{replica="a",code="500"}'}`),
    ).toEqual([]);
    expect(await told(`${events("replica_total")}\nby: [replica]`)).toEqual([]);
  });

  it("are left out by a query itself", async () => {
    const query = (inside: string): string =>
      `promql: {errors: 'sum(${inside.replaceAll("M", 'replica_total{code="500"}')})', total: 'sum(${inside.replaceAll("M", "replica_total")})'}`;
    const [found] = await told(query("rate(M[{{window}}])"));
    expect(found?.remedy).toBe(
      "write max without (replica) (…) around each rate of the query, such as max without (replica) (rate(replica_total[{{window}}]))",
    );
    expect(await told(query("max without (replica) (rate(M[{{window}}]))"))).toEqual([]);
    // What the settings say of a source does not reach into a query.
    expect(await told(query("rate(M[{{window}}])").replaceAll("replica_total", "usual_total"))).toHaveLength(1);
  });

  it("of two jobs are one job too many", async () => {
    const [found] = await told(events("jobs_total"));
    expect(found?.remedy).toBe('read one of its jobs: add job="a" to the selector');
  });
});

describe("series that grow alike", () => {
  it.each([
    ["of two pods under the same load", "pods_total"],
    ["of two tasks that differ in one label", "tasks_total"],
    ["of two replicas of an application", "begun_total"],
    ["of two instances that take turns", "turns_total"],
    ["of several codes", "codes_total"],
    ["of the buckets of a histogram", "le_bucket"],
    ["of one thing that is counted under two labels", "messages_total"],
    ["which have not grown", "idle_total"],
    ["which have grown once", "once_total"],
    ["of replicas that count once already", "usual_total"],
  ])("%s are no replicas", async (_, metric) => {
    expect(await told(events(metric))).toEqual([]);
  });
});
