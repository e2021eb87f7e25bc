import type { Prometheus } from "../../adapters/prometheus/prometheus.ts";
import type { Settings } from "../../adapters/settings/schema.ts";
import type { PrometheusSource } from "../../adapters/settings/source.ts";
import { propagate } from "../../adapters/telemetry/tracing.ts";
import type { Diagnostic } from "../../core/diagnostics/diagnostic.ts";
import { checkLiveData } from "../../core/live-checks/check-live-data.ts";
import { type Answer, questionKey, type Question } from "../../core/live-checks/question.ts";
import type { FailedQuery, QueryAnswer } from "../../core/promql/query-answer.ts";
import { toRemark } from "../../core/promql/remark.ts";
import { before, type Instant } from "../../core/units/instant.ts";
import { hours } from "../../core/units/seconds.ts";
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
  specs: FetchedSpecs,
): Promise<LiveReport> {
  const prometheus = await prometheusFor(source, settings, { propagate, onQuery: () => {} });
  try {
    const now = await prometheus.serverTime();
    if (now.kind === "failed") return { diagnostics: [], problem: notAsked(now, source.url), remarks: "" };
    return await askAll(prometheus, now.value, specs, source);
  } finally {
    await prometheus.close();
  }
}

async function askAll(
  prometheus: Prometheus,
  now: Instant,
  { services, read }: FetchedSpecs,
  { url, replicaLabels }: PrometheusSource,
): Promise<LiveReport> {
  const replicas = { labels: prometheus.replicaLabels, areGiven: replicaLabels !== undefined };
  const answers = new Map<string, Answer>();
  const remarks = new Set<string>();
  for (;;) {
    const { open, diagnostics } = checkLiveData(services, answers, read, replicas);
    if (open.length === 0)
      return { diagnostics, problem: incomplete(answers, url), remarks: printRemarks(remarks, url) };
    // The client itself keeps to the number of queries that one Prometheus is asked at a time.
    await Promise.all(
      open.map(async (question) => answers.set(questionKey(question), await ask(prometheus, question, now, remarks))),
    );
  }
}

async function ask(prometheus: Prometheus, question: Question, now: Instant, remarks: Set<string>): Promise<Answer> {
  switch (question.kind) {
    case "series": {
      const answer = await prometheus.instant(question.promql, before(now, question.ago));
      if (answer.kind === "answered") for (const remark of answer.remarks ?? []) remarks.add(remark);
      return toAnswer(question, answer, (series) => ({ kind: "series", series }));
    }
    case "values": {
      const from = before(now, question.within);
      return texts(question, await prometheus.labelValues(question.label, question.match, from, now));
    }
    case "labels":
      return texts(question, await prometheus.labelNames(question.match, before(now, hours(1)), now));
    case "metadata":
      return texts(question, await prometheus.typesOf(question.metric));
    case "retention":
      return toAnswer(question, await prometheus.retention(), (text) => ({ kind: "retention", text }));
  }
}

const texts = (question: Question, answer: QueryAnswer<readonly string[]>): Answer =>
  toAnswer(question, answer, (values) => ({ kind: "values", values }));

function toAnswer<T>(question: Question, answer: QueryAnswer<T>, told: (value: T) => Answer): Answer {
  switch (answer.kind) {
    case "answered":
      return told(answer.value);
    case "failed":
      return { kind: "failed", question, message: reasonOf(answer) };
  }
}

const notAsked = (failed: FailedQuery, url: string): string =>
  `headroom: the Prometheus at ${url} was not asked: ${reasonOf(failed)}\n  help: give the address of a running Prometheus with --prometheus, or check without it\n`;

function printRemarks(remarks: ReadonlySet<string>, url: string): string {
  const remark = toRemark([...remarks]);
  return remark === undefined ? "" : `headroom: the Prometheus at ${url} remarks on its answers: ${remark}\n`;
}

/** Values and retention only help to say more; not every server that speaks PromQL tells them. */
function incomplete(answers: ReadonlyMap<string, Answer>, url: string): string | undefined {
  const failed = [...answers.values()]
    .filter((answer) => answer.kind === "failed")
    .filter(({ question }) => question.kind === "series");
  const [first] = failed;
  if (first === undefined) return undefined;
  return `headroom: the Prometheus at ${url} left ${failed.length} of ${answers.size} questions without an answer: ${first.message}\n  help: check again when it has less to do; what is shown may not be all\n`;
}

/** A file that cannot be read has its reason in the cause; what is no JSON has nothing to add. */
function reasonOf({ message, cause }: FailedQuery): string {
  return cause instanceof Error && !(cause instanceof SyntaxError) && !message.includes(cause.message)
    ? `${message}: ${cause.message}`
    : message;
}
