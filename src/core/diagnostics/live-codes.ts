import type { CodePage } from "./code-page.ts";

/** What a spec does not show by itself: findings in the data of a Prometheus, and in the settings. */
export const LIVE_CODES = {
  "selector-matches-nothing": {
    title: "A selector without series",
    in: "live",
    explanation:
      "Nothing that Prometheus holds of the last hour matches, so the SLO has no data. Told by `check --prometheus`. Bad events may be missing: many clients expose no counter before the first failure.",
    wrong:
      'events: {total: \'http_requests_total{job="chekout"}\', bad: \'http_requests_total{job="chekout",code="500"}\'}',
    mended:
      'events: {total: \'http_requests_total{job="checkout"}\', bad: \'http_requests_total{job="checkout",code="500"}\'}',
  },
  "latency-bound-not-a-bucket": {
    title: "A bound between two buckets",
    in: "live",
    explanation:
      "A classic histogram counts only up to the bounds of its buckets. They are in the unit that `unit` names or the histogram's name tells, seconds otherwise. Between two of them nobody knows how many events were fast enough, and the SLO has no data. Told by `check --prometheus`.",
    wrong: "latency: {histogram: http_request_duration_seconds, under: 300ms}",
    mended: "latency: {histogram: http_request_duration_seconds, under: 250ms}",
  },
  "histogram-form": {
    title: "A histogram of the other form",
    in: "live",
    explanation:
      "Classic histograms have a series for each bucket, native ones hold all buckets in one series, and each is asked in its own way. Told by `check --prometheus`.",
    wrong: "latency: {histogram: http_request_duration_seconds, under: 250ms, type: native}",
    mended: "latency: {histogram: http_request_duration_seconds, under: 250ms}",
  },
  "samples-late": {
    title: "Samples that come late",
    in: "live",
    explanation:
      "Exporters of cloud services give samples that are minutes old, with their own timestamps. Rules and budgets look at the last minutes and would find nothing there, for ever. With `delay` everything is measured as of so long ago. Told by `check --prometheus` where the newest sample is older than Prometheus looks back.",
    wrong: "events: {total: elb_requests_total, bad: 'elb_requests_total{class=\"5xx\"}'}",
    mended: "delay: 15m\nevents: {total: elb_requests_total, bad: 'elb_requests_total{class=\"5xx\"}'}",
  },
  "events-exceed-total": {
    title: "More events than the total",
    in: "live",
    explanation:
      "Bad (or good) events are a part of all events. Where the last hour holds more of them than the total does, the two count different things, and their ratio means nothing. Told by `check --prometheus`.",
    wrong: "description: Orders that are booked.\nevents: {total: orders_total, bad: http_requests_total}",
    mended: "description: Orders that are booked.\nevents: {total: orders_total, bad: orders_failed_total}",
  },
  "scrape-interval-too-long": {
    title: "Too few samples for a window",
    in: "live",
    explanation:
      "Burn rates are read over windows as short as 5 minutes. With fewer than four samples in each, two missed scrapes leave no rate, and alerts come and go. Told by `check --prometheus`.",
    wrong: "probe: {success: 'probe_success{job=\"slow\"}'}",
    mended: "probe: {success: 'probe_success{job=\"blackbox\"}'}",
  },
  "window-longer-than-retention": {
    title: "A window beyond the samples",
    in: "live",
    explanation:
      "The budget of a window is counted from the samples in it. Where Prometheus has deleted the oldest of them, the budget knows only the rest. Told by `check --prometheus`.",
    wrong: "window: 30d",
    mended: "window: 14d",
  },
  "unknown-source": {
    title: "A Prometheus that the settings do not name",
    in: "live",
    explanation:
      "A spec names its Prometheus by a name that the settings give, never by an address. Told by `check --config`, and by the service, which shows such SLOs without data.",
    wrong: "# in headroom.yaml: sources: {default: {…}, europe: {…}}\nsource: eurpoe",
    mended: "source: europe",
  },
} as const satisfies Readonly<Record<string, CodePage>>;
