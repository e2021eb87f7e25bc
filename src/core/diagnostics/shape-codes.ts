import type { CodePage } from "./code-page.ts";

/** Faults of single fields. */
export const SHAPE_CODES = {
  "foreign-spec": {
    title: "A spec of another tool, or a template",
    in: "file",
    explanation:
      "Sloth, Pyrra and OpenSLO describe SLOs in other words, and a template of Helm describes nothing until it is filled in. How to move is said on the page for those who come from other SLO tools.",
    wrong: "version: prometheus/v1\nservice: shop",
    mended: "version: headroom/v1\nservice: shop",
  },
  "foreign-file": {
    title: "YAML that is no spec",
    in: "file",
    explanation:
      "A kustomization or an object of Kubernetes may lie beside specs: in a folder it is passed over with a note. Named on the command line, it is not what was meant.",
    wrong: "apiVersion: v1\nkind: ConfigMap",
    mended: "version: headroom/v1\nservice: shop",
  },
  "version-unknown": {
    title: "Another format",
    in: "top",
    explanation: "The version names the format of the file, so that a later format cannot be misread.",
    wrong: "version: v1",
    mended: "version: headroom/v1",
  },
  "unknown-field": {
    title: "An unknown field",
    in: "top",
    explanation:
      "A field that nobody reads is most often a slip of the fingers, and what was meant would be silently missing.",
    wrong: "ownr: payments",
    mended: "owner: payments",
  },
  "missing-field": {
    title: "A field is missing",
    in: "slo",
    explanation: "The field has no default. A file that was written by half shows like this too.",
    wrong: "latency: {histogram: http_request_duration_seconds}",
    mended: "latency: {histogram: http_request_duration_seconds, under: 300ms}",
  },
  "no-value": {
    title: "A field without a value",
    in: "top",
    explanation: "A name and a colon alone say nothing. Where the default is meant, the line is not needed.",
    wrong: "owner:",
    mended: "owner: payments",
  },
  "wrong-type": {
    title: "A value of the wrong kind",
    in: "top",
    explanation:
      "A number stands where text belongs, a text where a list belongs, and so on. Labels are text: numbers among them are quoted.",
    wrong: "labels: {team: 1}",
    mended: 'labels: {team: "1"}',
  },
  "wrong-value": {
    title: "None of the values that are possible",
    in: "slo",
    explanation: "The field has a closed set of values.",
    wrong: "alerts: {noData: pag}",
    mended: "alerts: {noData: page}",
  },
  "out-of-range": {
    title: "A number out of range",
    in: "slo",
    explanation: "The number is beyond what the field allows.",
    wrong: "alerts: {minBadEvents: -1}",
    mended: "alerts: {minBadEvents: 0}",
  },
  "wrong-count": {
    title: "Too few or too many items",
    in: "top",
    explanation: "Lists have a largest length, and some must not be empty.",
    wrong: "slos: []",
    mended: "slos:\n  - {name: up, target: 99%, probe: {success: probe_success}}",
  },
  "text-too-long": {
    title: "A text is too long",
    in: "cause",
    explanation: "Names and descriptions end up in alerts, labels and panels, which cut or refuse long texts.",
    wrong: `name: ${"long ".repeat(21)}`,
    mended: "name: database pool",
  },
  "name-syntax": {
    title: "A name that cannot be one",
    in: "top",
    explanation:
      "Names become names of files, rule groups and Kubernetes objects: small letters, digits and dashes, with a letter or digit at both ends.",
    wrong: "service: Check_Out",
    mended: "service: check-out",
  },
  "name-too-long": {
    title: "A name is too long",
    in: "top",
    explanation:
      "Generated objects add a suffix to the name, and Kubernetes allows 63 characters in all, so 53 are left.",
    wrong: `service: ${"checkout-".repeat(7)}x`,
    mended: "service: checkout",
  },
  "duplicate-name": {
    title: "A name is given twice",
    in: "slo",
    explanation: "Names tell SLOs, causes, scaling blocks and labels apart.",
    wrong: "by: [handler, handler]",
    mended: "by: [handler]",
  },
  "duplicate-service": {
    title: "A service in two files",
    in: "file",
    explanation:
      "Two files describe one service. The first by file name counts, the other is left out, so that its SLOs cannot mix.",
    wrong: "# a.yaml and b.yaml both have: service: checkout",
    mended: "# all SLOs of checkout in one file",
  },
  "label-name": {
    title: "A label's name that cannot be one",
    in: "top",
    explanation:
      "The labels that Headroom sets have letters, digits and underscores, and do not begin with a digit, so that every Prometheus, template and dashboard can name them. Only labels that are read from the data may have other names.",
    wrong: 'labels: {http-tier: "1"}',
    mended: 'labels: {http_tier: "1"}',
  },
  "reserved-label": {
    title: "A label that is set already",
    in: "slo",
    explanation:
      "Headroom and Prometheus set some labels themselves. Another value would be lost, or would split series that belong together. An SLO can be split by a label of the data that has such a name: `as` says what it is called in rules, alerts and dashboards.",
    wrong: "by: [service]",
    mended: "by: [{label: service, as: backend}]",
  },
  "runbook-url": {
    title: "No web address",
    in: "top",
    explanation:
      "The runbook is a link in the page: an http or https address. Other schemes may run code where it is clicked.",
    wrong: "runbook: javascript:alert(1)",
    mended: "runbook: https://runbooks.example.com/checkout",
  },
  "source-url": {
    title: "A URL in place of a source",
    in: "top",
    explanation:
      "Which Prometheus is asked, and with which credentials, is set by whoever runs Headroom. A spec only names it.",
    wrong: "source: http://prometheus:9090",
    mended: "source: shop",
  },
  "duration-syntax": {
    title: "A duration that cannot be read",
    in: "slo",
    explanation:
      "Durations are written as in Prometheus: a number and ms, s, m, h, d, w or y; largest unit first; above zero. The bound of a latency may also be a decimal with one unit, down to us and ns, or a plain number in the unit of its histogram.",
    wrong: "window: 30 days",
    mended: "window: 30d",
  },
  "too-many-findings": {
    title: "More findings than anyone reads",
    in: "top",
    explanation: "The first hundred findings of a file are shown, the others are counted.",
    wrong: `labels: {${Array.from({ length: 101 }, (_, i) => `l${i}: 1`).join(", ")}}`,
    mended: "labels: {team: a}",
  },
  "timezone-unknown": {
    title: "An unknown time zone",
    in: "slo",
    explanation:
      "Time zones have the names of the IANA database. Offsets such as +02:00 are refused: they know no summer time.",
    wrong: "window: {calendar: month, timezone: Europe/Berln}",
    mended: "window: {calendar: month, timezone: Europe/Berlin}",
  },
} as const satisfies Readonly<Record<string, CodePage>>;
