import { checkLiveData, type LiveFindings } from "../../core/live-checks/check-live-data.ts";
import type { Replicas } from "../../core/live-checks/live-answers.ts";
import { type Answer, questionKey, type Question } from "../../core/live-checks/question.ts";
import type { Service } from "../../core/objective/objective.ts";
import type { FailedQuery, QueryAnswer } from "../../core/promql/query-answer.ts";
import type { ReadFile } from "../../core/spec/text/read-text.ts";
import { before, type Instant } from "../../core/units/instant.ts";
import { hours } from "../../core/units/seconds.ts";
import type { DataTeller } from "../ports/prometheus.ts";
import { FAILURES_IN_A_ROW } from "./failures-in-a-row.ts";

/** What is held against the data of a Prometheus. */
export interface DataSubject {
  readonly services: readonly Service[];
  /** The files by name, for the places of fields. */
  readonly read: ReadonlyMap<string, ReadFile>;
  readonly replicas: Replicas;
  /** The time of the Prometheus. */
  readonly now: Instant;
}

/** What a Prometheus says against specs. */
export interface DataReport extends Omit<LiveFindings, "open"> {
  readonly answers: ReadonlyMap<string, Answer>;
  /** What its engine remarks on queries. */
  readonly remarks: ReadonlySet<string>;
}

/** Whether questions are asked side by side, or one after the other for as long as it is no burden. */
export type Pace = "at once" | "in turn";

/** Asks a Prometheus everything about specs that only it can tell. */
export async function askData(prometheus: DataTeller, subject: DataSubject, pace: Pace): Promise<DataReport> {
  const { services, read, replicas, now } = subject;
  const answers = new Map<string, Answer>();
  const remarks = new Set<string>();
  const put = async (question: Question): Promise<Answer> => {
    const answer = await ask(prometheus, question, now, remarks);
    answers.set(questionKey(question), answer);
    return answer;
  };
  for (;;) {
    const { open, ...found } = checkLiveData(services, answers, read, replicas);
    if (open.length === 0) return { ...found, answers, remarks };
    // The client itself keeps to the number of queries that one Prometheus is asked at a time.
    if (pace === "at once") await Promise.all(open.map(put));
    else if (!(await inTurn(open, put))) return { ...found, answers, remarks };
  }
}

/** @returns false when it was given up */
async function inTurn(open: readonly Question[], put: (question: Question) => Promise<Answer>): Promise<boolean> {
  let failures = 0;
  for (const question of open) {
    failures = isUnanswered(await put(question)) ? failures + 1 : 0;
    if (failures >= FAILURES_IN_A_ROW) return false;
  }
  return true;
}

/** Values and retention only help to say more; not every server that speaks PromQL tells them. */
export const isUnanswered = (answer: Answer): answer is Extract<Answer, { readonly kind: "failed" }> =>
  answer.kind === "failed" && answer.question.kind === "series";

async function ask(prometheus: DataTeller, question: Question, now: Instant, remarks: Set<string>): Promise<Answer> {
  switch (question.kind) {
    case "series": {
      const answer = await prometheus.instant(question.promql, before(now, question.ago));
      if (answer.kind === "answered") for (const remark of answer.remarks ?? []) remarks.add(remark);
      return toAnswer(question, answer, (series) => ({ kind: "series", series: [...series] }));
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

/** A file that cannot be read has its reason in the cause; what is no JSON has nothing to add. */
export function reasonOf({ message, cause }: FailedQuery): string {
  return cause instanceof Error && !(cause instanceof SyntaxError) && !message.includes(cause.message)
    ? `${message}: ${cause.message}`
    : message;
}
