import type { QueryFailure } from "../../../core/promql/query-answer.ts";
import { PrometheusError } from "../prometheus-error.ts";
import type { OpenAnswer } from "../transport.ts";
import { UnsupportedWay } from "./broken.ts";

/** What the body of a refusal is read for: some words. */
const MOST_WORDS = 200;
const NOT_IMPLEMENTED = 501;

/** Statuses by which a server tells that it knows the question, and has no answer this time. */
const FAILURES: Readonly<Record<number, QueryFailure>> = {
  408: "timeout",
  413: "rejected",
  422: "rejected",
  429: "unreachable",
  504: "timeout",
};

/** A limit that one part of Mimir keeps to, another tells as a fault of its own, with the first status in its words. */
const PASSED_ON = /\bcode = Code\((413|422)\)/;

/**
 * Passes an answer of one of these types.
 *
 * @throws PrometheusError when the server could not answer
 * @throws UnsupportedWay for all that looks like a server without this kind of question, a redirect included
 */
export async function accepted(answer: OpenAnswer, types: readonly string[]): Promise<OpenAnswer> {
  const type = answer.contentType.split(";", 1)[0]?.trim() ?? "";
  if (answer.status === 200 && types.includes(type)) return answer;
  const words = answer.status === 200 ? "" : await wordsOf(answer);
  answer.close();
  if (answer.status === 200) throw new UnsupportedWay(`an answer of type ${type === "" ? "(none)" : type}`);
  const message = `HTTP ${answer.status}${words === "" ? "" : `: ${words}`}`;
  const isServers = answer.status >= 500 && answer.status !== NOT_IMPLEMENTED;
  const passedOn = isServers ? PASSED_ON.exec(words)?.[1] : undefined;
  const reason = FAILURES[Number(passedOn ?? answer.status)] ?? (isServers ? "unreachable" : undefined);
  throw reason === undefined ? new UnsupportedWay(message) : new PrometheusError(message, reason);
}

/** The beginning of the first line that a refusal says; a refusal of refusals has none. */
async function wordsOf({ body }: OpenAnswer): Promise<string> {
  let text = "";
  try {
    for await (const part of body) {
      text += Buffer.from(part).toString("utf8");
      if (text.length > MOST_WORDS) break;
    }
  } catch (error) {
    if (!(error instanceof PrometheusError)) throw error;
  }
  return (text.trim().split("\n", 1)[0] ?? "").slice(0, MOST_WORDS);
}
