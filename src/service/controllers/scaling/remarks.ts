import type { QueryAnswer } from "../../../core/promql/query-answer.ts";
import { toRemark } from "../../../core/promql/remark.ts";
import type { Log } from "../../ports/log.ts";

/** Says what the engine of a Prometheus remarks on the queries of a round, once for as long as it does. */
export class Remarks {
  readonly #source: string;
  readonly #log: Log;
  /** By query. */
  #before: ReadonlyMap<string, string> = new Map();
  #now = new Map<string, string>();

  constructor(source: string, log: Log) {
    this.#source = source;
    this.#log = log;
  }

  nextRound(): void {
    this.#before = this.#now;
    this.#now = new Map();
  }

  /** Passes an answer on. */
  async listen<T>(query: string, asked: Promise<QueryAnswer<T>>): Promise<QueryAnswer<T>> {
    const answer = await asked;
    const remark = answer.kind === "answered" ? toRemark(answer.remarks) : undefined;
    if (remark !== undefined) {
      this.#now.set(query, remark);
      if (this.#before.get(query) !== remark)
        this.#log.warn("prometheus remarks on a query for scaling", { source: this.#source, query, remark });
    }
    return answer;
  }
}
