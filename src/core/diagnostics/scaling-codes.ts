import type { CodePage } from "./code-page.ts";

/** Faults in scaling blocks. */
export const SCALING_CODES = {
  "workload-syntax": {
    title: "A workload that cannot be read",
    in: "scaling",
    explanation: "A workload is named by its kind and name, with its namespace where that is another one.",
    wrong: "target: checkout",
    mended: "target: Deployment/checkout",
  },
  "workload-kind": {
    title: "A kind of workload that no autoscaler is written for",
    in: "scaling",
    explanation:
      "An autoscaler names the API of its workload, which is known of Deployments, StatefulSets, ReplicaSets, ReplicationControllers and Rollouts; the custom metrics API has the number at the first three alone.",
    wrong: "target: DaemonSet/shop",
    mended: "target: Deployment/shop",
  },
  "workload-elsewhere": {
    title: "A workload in another namespace than its spec",
    in: "scaling",
    explanation:
      "An autoscaler stands beside its workload and reads the numbers of that namespace alone; a spec gives its numbers to its own. A warning while the number is only recommended, an error once it is published.",
    wrong: "target: batch/Deployment/shop",
    mended: "target: Deployment/shop",
  },
  "scaled-object-name": {
    title: "A name too long for a ScaledObject",
    in: "scaling",
    explanation:
      "KEDA puts its own prefix before the name of a ScaledObject and refuses what is longer than a label; service and block together have 44 characters.",
    wrong: "name: everything-that-the-checkout-does-at-night\nautoscaler: keda",
    mended: "name: nightly\nautoscaler: keda",
  },
  "unknown-slo": {
    title: "An SLO that is not in the file",
    in: "scaling",
    explanation: "Only SLOs of the same service may boost or freeze its replicas.",
    wrong: "slos: [availabilty]",
    mended: "slos: [availability]",
  },
  "capacity-count": {
    title: "Not exactly one of perReplica and learn",
    in: "scaling",
    explanation: "What a replica can take is either known or learned.",
    wrong: "capacity: {perReplica: 50, learn: true}",
    mended: "capacity: {perReplica: 50}",
  },
  "learned-without-slo": {
    title: "A capacity that nothing is learned by",
    in: "scaling",
    explanation:
      "What a replica takes is learned from the share of bad events at each load, so the block has to name an SLO.",
    wrong: "slos: []\ncapacity: {learn: true}",
    mended: "slos: [availability]\ncapacity: {learn: true}",
  },
  "replica-limits": {
    title: "Limits that exclude each other",
    in: "scaling",
    explanation: "min is at most max, and a scheduled floor lies within both.",
    wrong: "limits: {min: 40, max: 3}",
    mended: "limits: {min: 3, max: 40}",
  },
  "few-replicas": {
    title: "A single replica",
    in: "scaling",
    explanation: "While the only replica restarts there is none.",
    wrong: "limits: {min: 1, max: 10}",
    mended: "limits: {min: 2, max: 10}",
  },
  "scale-to-zero": {
    title: "A workload that may be stopped",
    in: "scaling",
    explanation:
      "With min: 0 a demand of 0 stops the workload, and the first request afterwards finds nobody. Autoscalers of today do it without asking.",
    wrong: "limits: {min: 0, max: 10}",
    mended: "limits: {min: 2, max: 10}",
  },
  "backlog-in-time": {
    title: "A backlog that is a time",
    in: "scaling",
    explanation:
      "What waits is divided by what a replica does in a second, so it has to be a number of requests, messages or jobs. How old the oldest of them is says nothing of how many there are.",
    wrong: "backlog: {query: max(consumer_lag_seconds), drainWithin: 5m}",
    mended: "backlog: {query: sum(kafka_consumergroup_lag), drainWithin: 5m}",
  },
  "saturation-without-replicas": {
    title: "Saturation of nobody knows how many replicas",
    in: "scaling",
    explanation:
      "What fills up is shared out over the replicas there are. While nothing tells how many, saturation asks for no number, and nothing is taken away. The cluster tells it of Deployments, StatefulSets and ReplicaSets where `headroom serve` is given one with `--kubernetes`, and does not warn there; a query serves wherever the specs are used.",
    wrong: "saturation: {query: max(busy), limit: 0.85}",
    mended: 'replicas: count(up{job="shop"} == 1)\nsaturation: {query: max(busy), limit: 0.85}',
  },
  "stale-too-short": {
    title: "Data called stale too soon",
    in: "scaling",
    explanation: "Data is read every 30 s. Below a minute one late scrape stops scaling.",
    wrong: "stale: {maxAge: 30s}",
    mended: "stale: {maxAge: 90s}",
  },
  "shared-workload": {
    title: "Two blocks for one workload",
    in: "file",
    explanation:
      "Two signals pull one workload in two directions, and nobody sees why. Two autoscalers of one workload undo each other's work, or Kubernetes refuses both: that is an error, in specs that publish and in manifests alike.",
    wrong: "# two scaling blocks with target: Deployment/checkout",
    mended: "# one block, with max() in its formula",
  },
  "cron-syntax": {
    title: "A time that cannot be read",
    in: "scaling",
    explanation: "Five fields: minute, hour, day of the month, month, day of the week.",
    wrong: 'schedule: [{cron: "0 25 * * *", for: 2h, floor: 4}]',
    mended: 'schedule: [{cron: "0 8 * * *", for: 2h, floor: 4}]',
  },
  "formula-syntax": {
    title: "A formula that does not parse",
    in: "scaling",
    explanation: "A formula is arithmetic over named values.",
    wrong: "formula: demand / (capacity",
    mended: "formula: demand / capacity",
  },
  "formula-size": {
    title: "A formula that is too large",
    in: "scaling",
    explanation: "A formula has at most 512 characters, 128 parts and 32 levels of parentheses.",
    wrong: `formula: ${"(".repeat(40)}demand${")".repeat(40)}`,
    mended: "formula: demand",
  },
  "formula-node": {
    title: "Something a formula cannot hold",
    in: "scaling",
    explanation:
      "Formulas hold numbers, the named values, + - * / ^, comparisons, ?: and a few functions. Everything else that the parser knows could do more than calculate.",
    wrong: "formula: 2demand",
    mended: "formula: 2 * demand",
  },
  "formula-name": {
    title: "An unknown name in a formula",
    in: "scaling",
    explanation: "The values and functions that a formula may name are a closed set.",
    wrong: "formula: demnd / capacity",
    mended: "formula: demand / capacity",
  },
  "formula-input": {
    title: "A value that the block does not have",
    in: "scaling",
    explanation: "saturation needs a saturation block; burn rates, budgetLeft and latencyRatio need slos.",
    wrong: "formula: demand * burn1h",
    mended: "formula: demand * burn1h\nslos: [availability]",
  },
  "formula-feedback": {
    title: "A formula that feeds itself",
    in: "scaling",
    explanation:
      "A burn or a latency does not fall in proportion to replicas. A formula that multiplies the replicas there are by it starts each step from the last one and runs to the limit, while a bad deploy burns as before. A product with saturation is fine: that one is shared out over the replicas. So is one that min() bounds by demand.",
    wrong: "formula: replicas * burn1h\nslos: [availability]",
    mended: "formula: demand / (capacity * utilization)\noverload: {boostMax: 1.25}\nslos: [availability]",
  },
} as const satisfies Readonly<Record<string, CodePage>>;
