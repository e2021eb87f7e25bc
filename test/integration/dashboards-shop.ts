import type { WrittenSeries } from "../../demo/backfill/write-request.ts";
import type { BurnCondition } from "../../src/core/objective/alert-policy.ts";
import type { Service } from "../../src/core/objective/objective.ts";
import {
  badEventsSeries,
  countedRatioSeries,
  EXPORTED,
  RECORDED,
  totalEventsSeries,
} from "../../src/core/sli/series-names.ts";
import { burnRate } from "../../src/core/units/burn-rate.ts";
import { ratio } from "../../src/core/units/ratio.ts";
import { minutes } from "../../src/core/units/seconds.ts";
import { counter, indicators, objective, service } from "../fixtures/objectives.ts";

/** Days are counted from half-hours, in which this shop has but one incident; two hours from the newest rates. */
const TICKET: BurnCondition = {
  shortWindow: "30m",
  longWindow: "2h",
  above: burnRate(3),
  severity: "ticket",
};

/**
 * A shop with an objective of each kind that Prometheus 2.42 can hold, and one without data; half of its requests fail
 * since an hour.
 */
export const shop: readonly Service[] = [
  service(
    [
      objective({ target: ratio(0.99) }),
      objective({
        slo: "latency",
        indicator: indicators.classic,
        by: ["handler"],
        target: ratio(0.95),
        alerts: { ...objective().alerts, burn: [TICKET] },
      }),
      objective({ slo: "reachable", indicator: indicators.probe, target: ratio(0.995) }),
      objective({ slo: "orders", indicator: indicators.promql, target: ratio(0.98) }),
      objective({
        slo: "silent",
        target: ratio(0.99),
        indicator: { ...indicators.bad, total: [counter("nobody_counts_this_total", { job: "checkout" })] },
      }),
    ],
    {
      causes: [
        {
          name: "pool",
          query: "max(db_pool_in_use / db_pool_size)",
          unit: "ratio",
          concerning: { direction: "above", value: 0.7 },
          critical: undefined,
        },
      ],
    },
  ),
];

export const HALF_HOUR = minutes(30);

/** Failures of one past half hour, so that the matrix of hours has one cell to show. */
export const incident = { daysAgo: 9, badPerSecond: 0.5 } as const;

export const TOTAL_PER_SECOND = 4;

/** The newest half hour that begins a UTC hour and lies about `daysAgo` days before `now`. */
export const incidentStart = (now: number): number => Math.floor((now - incident.daysAgo * 86_400) / 3600) * 3600;

type Labels = Readonly<Record<string, string>>;

/** Samples of one series at regular times up to and including `to`; seconds since the epoch. */
function every(step: number, from: number, to: number, labels: Labels, valueAt: (at: number) => number): WrittenSeries {
  const count = Math.floor((to - from) / step) + 1;
  const times = Array.from({ length: count }, (_, i) => to - (count - 1 - i) * step);
  return { labels, timestamps: times.map((at) => at * 1000), values: times.map(valueAt) };
}

/** What a Prometheus holds that scraped the shop and evaluated its rules for a month. */
export function monthOfShop(now: number): readonly WrittenSeries[] {
  return [...rawSeries(now), ...halfHours(now), ...counts(now), ...fiveMinutes(now)];
}

const LINES: readonly Labels[] = [
  { slo: "availability" },
  { slo: "reachable" },
  { slo: "orders" },
  { slo: "latency", handler: "pay" },
  { slo: "latency", handler: "cart" },
];

/** What was counted of the same half hours an hour ago: the shop failed in no other since. */
function counts(now: number): readonly WrittenSeries[] {
  const ofWindow = incident.badPerSecond / (TOTAL_PER_SECOND * 30 * 48);
  return LINES.flatMap((line) => {
    const of = (name: string, value: number): WrittenSeries =>
      every(30, now - 3600, now - 3600, { __name__: name, service: "checkout", ...line }, () => value);
    return [
      of(countedRatioSeries("1d"), 0),
      of(countedRatioSeries("3d"), 0),
      of(RECORDED.windowCounted, ofWindow),
      of(RECORDED.observed, 1),
    ];
  });
}

/** What the fast rules would have recorded of the slow requests. */
function fiveMinutes(now: number): readonly WrittenSeries[] {
  const of = (name: string, handler: string, value: number): WrittenSeries =>
    every(30, now - 4_200, now, { __name__: name, service: "checkout", slo: "latency", handler }, () => value);
  return ["pay", "cart"].flatMap((handler) => [
    of(totalEventsSeries("5m"), handler, 2),
    of(badEventsSeries("5m"), handler, 0.5),
  ]);
}

function rawSeries(now: number): readonly WrittenSeries[] {
  const from = now - 7 * 3600;
  const raw = (labels: Labels, valueAt: (at: number) => number): WrittenSeries => every(30, from, now, labels, valueAt);
  const counting = (labels: Labels, perSecond: number, since = from): WrittenSeries =>
    raw(labels, (at) => Math.max(0, at - since) * perSecond);
  const target = { job: "checkout", instance: "a:1" };
  const requests = { __name__: "http_requests_total", ...target };
  const histogram = (handler: string, suffix: string, more: Labels, perSecond: number): WrittenSeries =>
    counting({ __name__: `http_request_duration_seconds_${suffix}`, ...target, handler, ...more }, perSecond);
  return [
    counting({ ...requests, code: "200" }, 2),
    counting({ ...requests, code: "500" }, 2, now - 3600),
    ...["pay", "cart"].flatMap((handler) => [
      ...[
        ["0.1", 1],
        ["0.3", 1.5],
        ["1", 1.9],
        ["+Inf", 2],
      ].map(([le, perSecond]) => histogram(handler, "bucket", { le: String(le) }, Number(perSecond))),
      histogram(handler, "count", {}, 2),
    ]),
    raw({ __name__: "probe_success", job: "blackbox", target: "checkout" }, (at) => (at > now - 1800 ? 0 : 1)),
    counting({ __name__: "orders_total", ...target }, 1),
    counting({ __name__: "orders_failed_total", ...target }, 0.5),
    raw({ __name__: "db_pool_in_use", ...target }, () => 8),
    raw({ __name__: "db_pool_size", ...target }, () => 10),
    every(30, from, now - 150, { __name__: "app_build_info", ...target, version: "1.4.0" }, () => 1),
    every(30, now - 120, now, { __name__: "app_build_info", ...target, version: "1.5.0" }, () => 1),
  ];
}

/** What the history rules would have recorded: each sample speaks of the half hour before it. */
function halfHours(now: number): readonly WrittenSeries[] {
  const last = Math.floor(now / HALF_HOUR) * HALF_HOUR;
  return LINES.flatMap((line) => {
    const of = (name: string, valueAt: (at: number) => number): WrittenSeries =>
      every(HALF_HOUR, last - 30 * 86_400 + HALF_HOUR, last, { __name__: name, service: "checkout", ...line }, valueAt);
    return [
      of(totalEventsSeries("30m"), () => TOTAL_PER_SECOND),
      of(badEventsSeries("30m"), (at) => (at === incidentStart(now) + HALF_HOUR ? incident.badPerSecond : 0)),
    ];
  });
}

/**
 * What two replicas of Headroom export, with the labels that a scrape adds. `burn` tells it from what the rules say.
 */
export function exportedSeries(now: number, burn: number): readonly WrittenSeries[] {
  const windows = ["5m", "30m", "1h", "2h", "6h", "1d", "3d", "slo"];
  const states = (present: string): readonly [Labels, number][] =>
    ["healthy", "at-risk", "burning", "exhausted", "no-data"].map((state) => [{ state }, state === present ? 1 : 0]);
  return ["h:1", "h:2"].flatMap((instance) =>
    [{ slo: "silent" }, ...LINES].flatMap((line) => {
      const of = (name: string, value: number, more: Labels = {}): WrittenSeries =>
        every(
          30,
          now - 300,
          now,
          { __name__: name, job: "headroom", instance, service: "checkout", ...line, ...more },
          () => value,
        );
      const state = states(line["slo"] === "silent" ? "no-data" : "at-risk").map(([label, value]) =>
        of(EXPORTED.state, value, label),
      );
      return line["slo"] === "silent"
        ? [...state, of(EXPORTED.objective, 0.99)]
        : [
            ...state,
            ...windows.flatMap((window) => [
              of(EXPORTED.burnRate, burn, { window }),
              of(EXPORTED.errorRatio, 0.125, { window }),
              of(EXPORTED.coverage, 0.5, { window }),
            ]),
            ...["0.5", "0.95", "0.99"].map((quantile) => of(EXPORTED.latency, 0.25, { quantile })),
            of(EXPORTED.budgetLeft, 0.75),
            of(EXPORTED.timeToExhaustion, 7200),
            of(EXPORTED.objective, 0.9),
          ];
    }),
  );
}
