import type { Settings } from "../../adapters/settings/schema.ts";
import type { PrometheusSource } from "../../adapters/settings/source.ts";
import { propagate } from "../../adapters/telemetry/tracing.ts";
import type { Diagnostic } from "../../core/diagnostics/diagnostic.ts";
import type { FailedQuery } from "../../core/promql/query-answer.ts";
import { toRemark } from "../../core/promql/remark.ts";
import { askData, type DataReport, isUnanswered, reasonOf } from "../../service/control/ask-data.ts";
import { prometheusFor } from "../prometheus-for.ts";
import type { FetchedSpecs } from "../fetch-specs.ts";

/** What a Prometheus says against specs. */
export interface LiveReport {
  readonly diagnostics: readonly Diagnostic[];
  /** Why not all was answered, if so: a text for the user. */
  readonly problem: string | undefined;
  /** What its engine remarks on queries, as a text for the user; empty where it has nothing. */
  readonly remarks: string;
}

/** Asks a Prometheus everything about specs that only it can tell. */
export async function askPrometheus(
  source: PrometheusSource,
  settings: Settings,
  { services, read }: FetchedSpecs,
): Promise<LiveReport> {
  const { url, replicaLabels } = source;
  const prometheus = await prometheusFor(source, settings, { propagate, onQuery: () => {} });
  try {
    const now = await prometheus.serverTime();
    if (now.kind === "failed") return { diagnostics: [], problem: notAsked(now, url), remarks: "" };
    const replicas = { labels: prometheus.replicaLabels, areGiven: replicaLabels !== undefined };
    const report = await askData(prometheus, { services, read, replicas, now: now.value }, "at once");
    const { diagnostics, remarks, answers } = report;
    return { diagnostics, problem: incomplete(answers, url), remarks: printRemarks(remarks, url) };
  } finally {
    await prometheus.close();
  }
}

const notAsked = (failed: FailedQuery, url: string): string =>
  `headroom: the Prometheus at ${url} was not asked: ${reasonOf(failed)}\n  help: give the address of a running Prometheus with --prometheus, or check without it\n`;

function printRemarks(remarks: ReadonlySet<string>, url: string): string {
  const remark = toRemark([...remarks]);
  return remark === undefined ? "" : `headroom: the Prometheus at ${url} remarks on its answers: ${remark}\n`;
}

function incomplete(answers: DataReport["answers"], url: string): string | undefined {
  const failed = [...answers.values()].filter(isUnanswered);
  const [first] = failed;
  if (first === undefined) return undefined;
  return `headroom: the Prometheus at ${url} left ${failed.length} of ${answers.size} questions without an answer: ${first.message}\n  help: check again when it has less to do; what is shown may not be all\n`;
}
