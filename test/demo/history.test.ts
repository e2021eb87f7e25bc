import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { countEvents, shopHistory, type ShopHistory } from "../../demo/backfill/history.ts";
import { loadAt } from "../../demo/backfill/shop-clock.ts";
import type { WrittenSeries } from "../../demo/backfill/write-request.ts";
import { PEAK_VISITS_PER_SECOND, SERVICE_NAMES } from "../../demo/shop/services.ts";

const END = Date.UTC(2026, 4, 7, 9, 30, 12);
const MONTH = 30 * 1440;

const month = shopHistory({ seed: "test", end: END, minutes: MONTH });

/** Sum of all increases as a reader of raw counters adds them up: a life starts at zero, a smaller value is a reset. */
function countedBy(history: ShopHistory, name: string, matches: (labels: WrittenSeries["labels"]) => boolean): number {
  const bySeries = Map.groupBy(
    history.series.filter(({ labels }) => labels["__name__"] === name && matches(labels)),
    ({ labels }) => JSON.stringify(labels),
  );
  return [...bySeries.values()].reduce(
    (sum, parts) => sum + increaseOf(parts.flatMap(({ values }) => Array.from(values))),
    0,
  );
}

function increaseOf(values: readonly number[]): number {
  let [sum, before] = [0, 0];
  for (const value of values) {
    if (Number.isNaN(value)) before = 0;
    else {
      sum += value >= before ? value - before : value;
      before = value;
    }
  }
  return sum;
}

const digest = ({ series }: ShopHistory): string => {
  const hash = createHash("sha256");
  for (const { labels, timestamps, values } of series)
    hash.update(JSON.stringify(labels)).update(Float64Array.from(timestamps)).update(Float64Array.from(values));
  return hash.digest("hex");
};

describe("shopHistory", () => {
  it("is the same for the same seed and end, and another for another seed", () => {
    const options = { seed: "a", end: END, minutes: 3 * 1440 };
    expect(digest(shopHistory(options))).toBe(digest(shopHistory(options)));
    expect(digest(shopHistory(options))).not.toBe(digest(shopHistory({ ...options, seed: "b" })));
  });

  it.each(SERVICE_NAMES)(
    "counts exactly the events that happened at the %s, through resets, renamed pods and late series",
    (job) => {
      const truth = countEvents(month.events, job, MONTH);
      expect(countedBy(month, "http_requests_total", (labels) => labels.job === job)).toBe(truth.total);
      expect(
        countedBy(
          month,
          "http_requests_total",
          (labels) => labels.job === job && labels.code?.startsWith("5") === true,
        ),
      ).toBe(truth.bad);
      expect(countedBy(month, "http_request_duration_seconds_count", (labels) => labels.job === job)).toBe(truth.total);
      const bound = job === "search" ? "0.25" : "0.5";
      expect(
        truth.total -
          countedBy(
            month,
            "http_request_duration_seconds_bucket",
            (labels) => labels.job === job && labels.le === bound,
          ),
      ).toBe(truth.slow);
    },
  );

  it("keeps buckets cumulative: a wider bound never counts less", () => {
    const buckets = month.series.filter(({ labels }) => labels["__name__"] === "http_request_duration_seconds_bucket");
    const groups = Map.groupBy(buckets, ({ labels, timestamps }) =>
      JSON.stringify([labels.pod, labels.handler, timestamps[0]]),
    );
    const byBound = (a: WrittenSeries, b: WrittenSeries): number => bound(a) - bound(b);
    for (const group of groups.values()) {
      const sorted = group.toSorted(byBound);
      const isOrdered = sorted.every(
        ({ values }, i) =>
          i === 0 || Array.from(values).every((value, k) => !(value < (sorted[i - 1]?.values[k] ?? 0))),
      );
      expect(isOrdered).toBe(true);
    }
    expect(groups.size).toBeGreaterThan(50);
  });

  it("has resets in place, renamed pods, a pod that was gone, and error series that begin late", () => {
    const requests = month.series.filter(({ labels }) => labels["__name__"] === "http_requests_total");
    const livesByName = Map.groupBy(
      requests.filter(({ labels }) => labels.code === "200"),
      ({ labels }) => JSON.stringify(labels),
    );
    expect([...livesByName.values()].some((lives) => lives.length > 1)).toBe(true);
    expect(new Set(requests.map(({ labels }) => labels.pod)).size).toBeGreaterThan(20);
    expect(month.series.some(({ labels, values }) => labels["__name__"] === "up" && values[0] === 0)).toBe(true);
    const late = requests.filter(({ labels }) => labels.code === "503").map(({ values }) => values[0]);
    expect(late.some((first) => first !== 0)).toBe(true);
  });

  it("ends as busy as the visitors are from then on, so that an hour of it and the live load weigh alike", () => {
    const lastHour = countEvents(month.events, "gateway", 60).total / 3600;
    const live = PEAK_VISITS_PER_SECOND * loadAt(0);
    expect(lastHour / live).toBeGreaterThan(0.9);
    expect(lastHour / live).toBeLessThan(1.02);
  });

  it("leaves the checkout some of its budget, and shows that an incident at the peak costs more than a longer one at night", () => {
    const { total, bad } = countEvents(month.events, "checkout", MONTH);
    expect(bad / total / 0.001).toBeGreaterThan(0.2);
    expect(bad / total / 0.001).toBeLessThan(0.8);
    const [night, peak] = [badWithin(9 * 1440 + 587, 45), badWithin(6 * 1440 - 78, 14)];
    expect(night).toBeGreaterThan(50);
    expect(peak).toBeGreaterThan(3 * night);
  });

  it("hands each living pod the last value of each of its counters", () => {
    expect(month.live).toHaveLength(7);
    for (const { pod, seeds } of month.live) {
      for (const { name, labels, value } of seeds) {
        const own = month.series.findLast(
          (series) =>
            series.labels.pod === pod.name &&
            series.labels["__name__"] === name &&
            Object.entries(labels).every(([label, text]) => series.labels[label] === text),
        );
        expect(own?.values[own.values.length - 1]).toBe(value);
        expect(own?.timestamps[own.timestamps.length - 1]).toBe(END);
      }
    }
  });
});

const bound = ({ labels }: WrittenSeries): number => (labels.le === "+Inf" ? Infinity : Number(labels.le));

function badWithin(startMinutesAgo: number, minutes: number): number {
  return (
    countEvents(month.events, "checkout", startMinutesAgo + 1).bad -
    countEvents(month.events, "checkout", startMinutesAgo + 1 - minutes).bad
  );
}
