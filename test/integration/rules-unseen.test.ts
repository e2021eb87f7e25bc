import { afterAll, beforeAll, expect, it } from "vitest";
import { type WrittenSeries, writeSeries } from "../../demo/backfill/remote-write.ts";
import type { Objective } from "../../src/core/objective/objective.ts";
import { RECORDED } from "../../src/core/sli/series-names.ts";
import { rulesOf } from "../differential/paths/rules.ts";
import { counter, objective } from "../fixtures/objectives.ts";
import { type PrometheusServer, startPrometheus } from "../fixtures/prometheus-server.ts";

const SCRAPE_SECONDS = 30;
const HALF_HOUR = 1800;
/** The half hour that is looked at ends 5 min before. */
const NOW = Math.floor(Date.now() / 1000 / HALF_HOUR) * HALF_HOUR;
const minutesAgo = (minutes: number): number => NOW - minutes * 60;
const SINCE = minutesAgo(240);

type Value = (at: number) => number | undefined;

/** A counter from its samples; undefined is no scrape, or no such series in it. NaN marks its end. */
interface Counter {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: Value;
  readonly everySeconds?: number;
}

interface Case {
  readonly name: string;
  readonly counters: readonly Counter[];
  readonly replicaLabels?: readonly string[];
  /** What is recorded: first values, and what restarts hide of all and of the bad events; undefined is no sample. */
  readonly told: readonly [first: number | undefined, hidden?: number, hiddenBad?: number];
}

const good = (value: Value, more: Partial<Omit<Counter, "value">> = {}): Counter => ({
  ...more,
  labels: { instance: "a:80", code: "200", ...more.labels },
  value,
});
const bad = (value: Value, labels: Counter["labels"] = {}): Counter =>
  good(value, { labels: { code: "500", ...labels } });

/** One event a second since a process began. */
const since =
  (began: number, perSecond = 1): Value =>
  (at) =>
    (at - began) * perSecond;
const from =
  (first: number, value: Value): Value =>
  (at) =>
    at >= first ? value(at) : undefined;
const unlessIn =
  (fromAt: number, toAt: number, value: Value): Value =>
  (at) =>
    at > fromAt && at < toAt ? undefined : value(at);
const constant =
  (value: number): Value =>
  () =>
    value;
/** Ends at a moment, as Prometheus marks it at the next scrape. */
const until =
  (end: number, value: Value): Value =>
  (at) =>
    at < end ? value(at) : at < end + SCRAPE_SECONDS ? Number.NaN : undefined;

const ALIVE = good(since(SINCE));
const RESTARTED_AT = minutesAgo(20);
const restarted =
  (before: Value): Value =>
  (at) =>
    at < RESTARTED_AT ? before(at) : since(RESTARTED_AT)(at);

/** Each of some replicas misses every seventh scrape. */
const isMissed = (replica: number, at: number): boolean => ((NOW - at) / SCRAPE_SECONDS) % 7 === replica;

const CASES: readonly Case[] = [
  {
    name: "an error counter that is born with three errors",
    counters: [ALIVE, bad(from(minutesAgo(20), constant(3)))],
    told: [3],
  },
  {
    name: "one that is born while nobody scrapes for 90 min",
    counters: [
      good(unlessIn(minutesAgo(110), minutesAgo(20), since(SINCE))),
      bad(from(minutesAgo(20), constant(5400))),
    ],
    told: [5400],
  },
  {
    name: "counters of another target for the first time, with all of its life",
    counters: [
      ALIVE,
      good(from(minutesAgo(20), since(SINCE)), { labels: { instance: "b:80" } }),
      bad(from(minutesAgo(20), since(SINCE, 0.1)), { instance: "b:80" }),
    ],
    told: [undefined],
  },
  {
    name: "a relabelling: the same counters under a new label, beside the old ones for a minute",
    counters: [
      good(until(minutesAgo(20), since(SINCE))),
      bad(until(minutesAgo(20), since(SINCE, 0.1))),
      good(from(minutesAgo(21), since(SINCE)), { labels: { version: "2" } }),
      bad(from(minutesAgo(21), since(SINCE, 0.1)), { version: "2" }),
    ],
    told: [undefined],
  },
  {
    name: "more errors than can be new",
    counters: [ALIVE, bad(from(minutesAgo(20), constant(1_000_000)))],
    told: [undefined],
  },
  {
    name: "a restart after which the error counter stands as high as before",
    counters: [good(restarted(since(SINCE))), bad(constant(2))],
    told: [undefined, 2, 2],
  },
  {
    name: "a counter that falls by itself beside one that has counted for hours",
    counters: [
      good(restarted(since(SINCE))),
      bad(constant(2)),
      good(since(SINCE - 90_000), { labels: { code: "404" } }),
    ],
    told: [undefined],
  },
  {
    name: "an error counter that is away after a restart, and comes back as high",
    counters: [
      good(restarted(since(SINCE))),
      bad((at) => (at < RESTARTED_AT ? 2 : at < RESTARTED_AT + 600 ? until(RESTARTED_AT, constant(2))(at) : 3)),
    ],
    told: [2],
  },
  {
    name: "one that is away from one scrape, whose end is not marked",
    counters: [
      good(restarted(since(SINCE))),
      bad((at) => (at === RESTARTED_AT + 60 ? undefined : at < RESTARTED_AT ? 1 : 2)),
    ],
    told: [2, 1, 1],
  },
  {
    name: "one that is away without a restart",
    counters: [
      ALIVE,
      bad((at) => (at < minutesAgo(20) ? 2 : at < minutesAgo(12) ? until(minutesAgo(20), constant(2))(at) : 3)),
    ],
    told: [undefined],
  },
  {
    name: "a restart that is scraped once a minute",
    counters: [good(restarted(since(SINCE)), { everySeconds: 60 }), { ...bad(constant(2)), everySeconds: 60 }],
    told: [undefined],
  },
  {
    name: "two replicas of which each misses scrapes, and a restart",
    replicaLabels: ["replica"],
    counters: ["x", "y"].flatMap((replica, i) => [
      good((at) => (isMissed(i, at) ? undefined : restarted(since(SINCE))(at)), { labels: { replica } }),
      bad((at) => (isMissed(i, at) ? undefined : 2), { replica }),
    ]),
    told: [undefined, 2, 2],
  },
];

const serviceOf = (i: number): string => `case-${i}`;

function objectiveOf({ replicaLabels }: Case, i: number): Objective {
  const job = serviceOf(i);
  return {
    ...objective({
      service: job,
      indicator: {
        kind: "events",
        total: [counter("http_requests_total", { job })],
        counted: { as: "bad", selectors: [counter("http_requests_total", { job }, { code: "5.." })] },
      },
    }),
    ...(replicaLabels === undefined ? {} : { replicaLabels }),
  };
}

function written({ labels, value, everySeconds = SCRAPE_SECONDS }: Counter, job: string): WrittenSeries {
  const times = Array.from({ length: (NOW - SINCE) / everySeconds }, (_, i) => SINCE + (i + 1) * everySeconds);
  const samples = times.map((at) => ({ at, value: value(at) })).filter((one) => one.value !== undefined);
  return {
    labels: { __name__: "http_requests_total", job, ...labels },
    timestamps: samples.map(({ at }) => at * 1000),
    values: samples.map((one) => one.value ?? Number.NaN),
  };
}

let prometheus: PrometheusServer;

beforeAll(async () => {
  prometheus = await startPrometheus();
  await writeSeries(
    prometheus.url,
    CASES.flatMap(({ counters }, i) => counters.map((one) => written(one, serviceOf(i)))),
  );
}, 120_000);

afterAll(async () => {
  await prometheus?.stop();
});

it.each(CASES.map((one, i) => [one.name, one, i] as const))("%s", async (_, one, i) => {
  const rules = rulesOf({ objective: objectiveOf(one, i) });
  const record = async (name: string, fromAt: number): Promise<number | undefined> => {
    const { expr = "", labels = {} } = rules.find((rule) => rule.record === name) ?? {};
    const [answer] = await prometheus.range(expr, fromAt, NOW, SCRAPE_SECONDS);
    const samples = answer?.samples ?? [];
    await writeSeries(prometheus.url, [
      {
        labels: { __name__: name, ...labels },
        timestamps: samples.map(({ at }) => at * 1000),
        values: samples.map(({ value }) => value),
      },
    ]);
    return samples.at(-1)?.value;
  };
  for (const name of [RECORDED.objective, "slo:total_events:rate5m"]) await record(name, minutesAgo(180));
  const told = [];
  for (const name of [RECORDED.firstOfBad, RECORDED.hiddenOfTotal, RECORDED.hiddenOfBad])
    told.push(await record(name, NOW));
  expect(told).toEqual(one.told.concat(undefined, undefined).slice(0, 3));
});
