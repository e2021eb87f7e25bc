import type { CodePage } from "./code-page.ts";

/** Faults in what an SLO promises, measures and alerts on. */
export const SLO_CODES = {
  "objective-out-of-range": {
    title: "A target that cannot be kept or missed",
    in: "slo",
    explanation:
      "A target of 100 % leaves no error budget: every single failure breaks it. A target of 0 % promises nothing. Beyond 99.9999999 % not one event in a billion may be bad, and no service sees enough events to tell.",
    wrong: "target: 100%",
    mended: "target: 99.9%",
  },
  "objective-unit": {
    title: "Percentage or ratio",
    in: "slo",
    explanation: "A bare 99.9 could be 99.9 % or a slip for 0.999. With the sign, or as a ratio below 1, it is clear.",
    wrong: "target: 99.9",
    mended: "target: 99.9%",
  },
  "window-out-of-range": {
    title: "A window that is too short or too long",
    in: "slo",
    explanation:
      "A budget over less than a day is spent before anyone reads the alert; over more than 400 days nobody keeps the data.",
    wrong: "window: 1h",
    mended: "window: 1d",
  },
  "indicator-count": {
    title: "Not exactly one indicator",
    in: "slo",
    explanation: "An SLO measures one thing: events, latency, probe or promql.",
    wrong: "events: {total: a_total, bad: b_total}\nprobe: {success: up}",
    mended: "probe: {success: up}",
  },
  "events-count": {
    title: "Not exactly one of bad and good",
    in: "slo",
    explanation: "Either the bad or the good events are counted; the others are the difference to the total.",
    wrong: "events: {total: a_total}",
    mended: "events: {total: a_total, bad: 'a_total{code=\"500\"}'}",
  },
  "events-not-subset": {
    title: "Events that may not be part of the total",
    in: "slo",
    explanation:
      "The error ratio only means something when every bad (or good) event is counted in the total as well. For two metrics that belong together, a description says why.",
    wrong: 'events:\n  total: http_requests_total{job="a"}\n  bad: http_requests_total{code="500"}',
    mended: 'events:\n  total: http_requests_total{job="a"}\n  bad: http_requests_total{job="a",code="500"}',
  },
  "gauge-as-counter": {
    title: "A gauge in the place of a counter",
    in: "slo",
    explanation:
      "Events are counted by how much a counter has grown. A recorded rate, or a gauge that holds a number of each minute, does not grow: a steady share of errors becomes none. By its colon a recording is told; what Prometheus knows of types, and values that fall again and again, are told by `check --prometheus`.",
    wrong: "events: {total: 'job:requests:rate5m', bad: 'job:requests:rate5m{code=\"500\"}'}",
    mended:
      'promql:\n  errors: sum(avg_over_time(job:requests:rate5m{code="500"}[{{window}}]))\n  total: sum(avg_over_time(job:requests:rate5m[{{window}}]))',
  },
  "histogram-suffix": {
    title: "A histogram's part in place of its name",
    in: "slo",
    explanation: "Headroom adds _bucket and _count itself where it needs them.",
    wrong: "latency: {histogram: http_request_duration_seconds_bucket, under: 300ms}",
    mended: "latency: {histogram: http_request_duration_seconds, under: 300ms}",
  },
  "histogram-bucket": {
    title: "A bucket in the selector",
    in: "slo",
    explanation: "The bound of the good events is chosen by under.",
    wrong: "latency: {histogram: 'http_request_duration_seconds{le=\"0.3\"}', under: 300ms}",
    mended: "latency: {histogram: http_request_duration_seconds, under: 300ms}",
  },
  "burn-unreachable": {
    title: "An alert that can never fire",
    in: "slo",
    explanation:
      "With every event bad, a target burns its budget at 1 / (1 - target): 10x for 90 %. A threshold at or above it is never exceeded. The default thresholds stay below it for every target.",
    wrong: "target: 90%\nalerts: {burn: [{short: 5m, long: 1h, above: 14.4, severity: page}]}",
    mended: "target: 90%\nalerts: {burn: [{short: 5m, long: 1h, above: 5, severity: page}]}",
  },
  "burn-windows": {
    title: "Windows that do not fit",
    in: "slo",
    explanation:
      "The long window shows that a burn matters, the short one that it goes on: short is shorter than long, and long no longer than the SLO's own window. Windows beside the usual ones (5m, 30m, 1h, 2h, 6h, 1d, 3d) are recorded for this SLO alone: at most 8 of them, of whole seconds and at least 2m, which is four evaluations of the rules.",
    wrong: "alerts: {burn: [{short: 1h, long: 5m, above: 10, severity: page}]}",
    mended: "alerts: {burn: [{short: 5m, long: 1h, above: 10, severity: page}]}",
  },
  "alert-off": {
    title: "A condition whose alerts are off",
    in: "slo",
    explanation: "The condition is written out, and its severity is switched off beside it.",
    wrong: "alerts: {page: off, burn: [{short: 5m, long: 1h, above: 10, severity: page}]}",
    mended: "alerts: {burn: [{short: 5m, long: 1h, above: 10, severity: page}]}",
  },
  "exclude-fields": {
    title: "An exclusion that does not say when",
    in: "slo",
    explanation:
      "Maintenance that does not count is given by its two ends, from and to, or by a query, when: nothing counts while it has a result. Each entry says it in one of the two ways.",
    wrong: "exclude: [{from: 2026-11-28T22:00:00Z}]",
    mended: "exclude: [{from: 2026-11-28T22:00:00Z, to: 2026-11-29T02:00:00Z}]",
  },
  "exclude-time": {
    title: "A time that cannot be read",
    in: "slo",
    explanation:
      "The ends of an exclusion are times with a date and a time zone (RFC 3339) or Unix seconds, and to is after from. A time without a zone would mean another one on each machine.",
    wrong: "exclude: [{from: 2026-11-28 22:00, to: 2026-11-29 02:00}]",
    mended: "exclude: [{from: 2026-11-28T22:00:00+01:00, to: 2026-11-29T02:00:00+01:00}]",
  },
  "exclude-always": {
    title: "An exclusion that may never end",
    in: "slo",
    explanation:
      "Nothing counts while the condition has a result, whatever its value is, as an alert fires. A gauge of 0 is a result: compare it with the value that means maintenance. A series that is there during maintenance alone may stay as it is.",
    wrong: "exclude: [{when: maintenance_mode}]",
    mended: "exclude: [{when: maintenance_mode == 1}]",
  },
  "threshold-order": {
    title: "Thresholds in the wrong order",
    in: "cause",
    explanation: "Critical lies beyond concerning, in the same direction.",
    wrong: "concerning: 0.9\ncritical: 0.7",
    mended: "concerning: 0.7\ncritical: 0.9",
  },
} as const satisfies Readonly<Record<string, CodePage>>;
