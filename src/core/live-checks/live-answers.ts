import type { SampleSeries } from "../promql/sample-series.ts";
import type { Expression } from "../promql/expression.ts";
import { printExpression } from "../promql/print.ts";
import { printSelector, type Selector } from "../promql/selector.ts";
import { hours, seconds, type Seconds } from "../units/seconds.ts";
import { type Answer, questionKey, type Question } from "./question.ts";

/** The labels by which nothing but the replica of a Prometheus is told that wrote a series. */
export interface Replicas {
  readonly labels: readonly string[];
  /** Whether the settings name them; others are a guess. */
  readonly areGiven: boolean;
}

/**
 * Answers as checks read them: what is asked for and not answered yet is undefined, and put down as a question.
 * So a check reads from top to bottom as if all were known, and is run again once it is.
 */
export class LiveAnswers {
  readonly #answers: ReadonlyMap<string, Answer>;
  readonly #open = new Map<string, Question>();
  /** Those of the source that is asked. */
  readonly replicas: Replicas;

  constructor(answers: ReadonlyMap<string, Answer>, replicas: Replicas) {
    this.#answers = answers;
    this.replicas = replicas;
  }

  /** Questions that were met and have no answer, each once. */
  get open(): readonly Question[] {
    return [...this.#open.values()];
  }

  /** @returns undefined also for a query that failed: nothing can be said then */
  series(query: Expression, ago: Seconds = seconds(0)): readonly SampleSeries[] | undefined {
    const answer = this.#ask({ kind: "series", promql: printExpression(query), ago });
    return answer?.kind === "series" ? answer.series : undefined;
  }

  /** Values of a label, mostly within the last hour. @returns undefined also where the server does not tell them */
  values(label: string, match?: Selector, within: Seconds = hours(1)): readonly string[] | undefined {
    const text = match === undefined ? undefined : printSelector(match);
    return this.#texts({ kind: "values", label, match: text, within });
  }

  /** Names of the labels that series have. @returns undefined also where the server does not tell them */
  labels(match: Selector): readonly string[] | undefined {
    return this.#texts({ kind: "labels", match: printSelector(match) });
  }

  /** The types that targets give a metric. @returns undefined also where the server does not tell them */
  types(metric: string): readonly string[] | undefined {
    return this.#texts({ kind: "metadata", metric });
  }

  /** Prometheus' own words; `words` is undefined where the server keeps them to itself. */
  retention(): { readonly words: string | undefined } | undefined {
    const answer = this.#ask({ kind: "retention" });
    return answer && { words: answer.kind === "retention" ? answer.text : undefined };
  }

  #texts(question: Question): readonly string[] | undefined {
    const answer = this.#ask(question);
    return answer?.kind === "values" ? answer.values : undefined;
  }

  #ask(question: Question): Answer | undefined {
    const key = questionKey(question);
    const answer = this.#answers.get(key);
    if (answer === undefined) this.#open.set(key, question);
    return answer;
  }
}
