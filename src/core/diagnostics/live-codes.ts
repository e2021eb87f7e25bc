import type { CodePage } from "./code-page.ts";

/** What a spec does not show by itself: findings in the data of a Prometheus, and in the settings. */
export const LIVE_CODES = {
  "selector-matches-nothing": {
    title: "A selector without series",
    in: "live",
    explanation:
      "Nothing that Prometheus holds of the last hour matches, so the SLO has no data, or never a bad event. Told by `check --prometheus`. Bad events may be missing where only their value is: many clients expose no counter before the first failure. A metric, a label or a kind of value that is not there is a slip.",
    wrong:
      'events: {total: \'http_requests_total{job="chekout"}\', bad: \'http_requests_total{job="chekout",code="500"}\'}',
    mended:
      'events: {total: \'http_requests_total{job="checkout"}\', bad: \'http_requests_total{job="checkout",code="500"}\'}',
  },
  "matcher-without-effect": {
    title: "A matcher that changes nothing",
    in: "live",
    explanation:
      "A negative matcher on a label that the series do not have, or on a value that they never have, leaves nothing out: good events are then all events, and the SLO is healthy whatever happens. An alternative that no series has chooses nothing. Told by `check --prometheus`.",
    wrong: "events: {total: http_requests_total, good: 'http_requests_total{status!~\"5..\"}'}",
    mended: "events: {total: http_requests_total, good: 'http_requests_total{code!~\"5..\"}'}",
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
      "Exporters of cloud services give samples that are minutes old, with their own timestamps. Rules and budgets look at the last minutes and would find nothing there, for ever. With `delay`, of the spec or of its source in the settings, everything is measured as of so long ago. Told by `check --prometheus` where the newest sample is older than Prometheus looks back.",
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
  "events-counted-twice": {
    title: "Events that count more than once",
    in: "live",
    explanation:
      "Two Prometheus servers that scrape the same targets write each series twice, told apart by an external label. Where both are read in one place without deduplication, each event counts twice: ratios stay right, numbers of events do not, and what waits for a least number of bad events waits for half. Told by `check --prometheus`, from the samples and not from the name of the label: of series that differ in one label alone, every value that one reads lies between those that the other reads right before and after. A probe, which has no counter, does not tell. Queries of `promql:` are asked as they are written, so that they have to leave replicas out themselves.",
    wrong: "# in headroom.yaml: sources: {default: {url: http://…}}\nsource: default",
    mended: "# in headroom.yaml: sources: {default: {url: http://…, replicaLabels: [replica]}}\nsource: default",
  },
  "counts-per-window": {
    title: "Counts where a rate is expected",
    in: "live",
    explanation:
      "A query of `promql:` is read over many windows, and yields events per second over each. What yields the events of the window grows with it: for the same load there are six times as many in 30 minutes as in 5. Told by `check --prometheus`, which asks for both.",
    wrong:
      "promql: {errors: 'sum(increase(orders_failed_total[{{window}}]))', total: 'sum(increase(orders_total[{{window}}]))'}",
    mended:
      "promql: {errors: 'sum(rate(orders_failed_total[{{window}}]))', total: 'sum(rate(orders_total[{{window}}]))'}",
  },
  "probe-not-boolean": {
    title: "A success that is not 0 or 1",
    in: "live",
    explanation:
      "A probe is a gauge: 1 for each second that is good, 0 for each that is bad. A counter of successes is none. Told by `check --prometheus`.",
    wrong: "probe: {success: orders_total}",
    mended: "probe: {success: 'probe_success{job=\"blackbox\"}'}",
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
  "rules-of-another-delay": {
    title: "Rules that know another delay",
    in: "live",
    explanation:
      "Rules read late samples as of their delay, and so do budgets. Where the rules that are loaded were generated before the delay was written, or without the settings that give one to the whole source, they look at minutes in which there are no samples yet: they page on nothing. Told by `check --prometheus`, from `slo:delay:seconds`, which such rules record.",
    wrong:
      "# in headroom.yaml: sources: {default: {url: http://…, delay: 10m}}; headroom generate ran without it\nsource: default",
    mended: "# headroom generate --config headroom.yaml\nsource: default",
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
