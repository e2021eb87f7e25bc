import { ownFault } from "../../core/budget/without-numbers.ts";
import type { PastWork } from "../../core/ledger/past/past.ts";
import type { PastQuestion } from "../../core/ledger/past/span-reading.ts";
import type { RawAnswer, UnreadPast } from "../../core/ledger/ports.ts";
import type { Instant } from "../../core/units/instant.ts";
import type { PrometheusReader } from "../ports/prometheus.ts";
import { Standstill } from "./standstill.ts";
import { inSlices } from "./turns.ts";

/**
 * Reads one span of history from raw samples and counts it; what fails is told to whoever wants it.
 *
 * @param standstill - in which the ledger may be changed; at any time by default
 * @returns the answer that failed; undefined when all was counted
 */
export async function readPast(
  prometheus: PrometheusReader,
  work: PastWork,
  at: Instant,
  signal: AbortSignal,
  standstill = new Standstill(),
): Promise<UnreadPast | undefined> {
  for (const question of work.questions) {
    const answer = await askRaw(prometheus, question, signal);
    if (answer.kind === "read") continue;
    await standstill.changePast(() => work.fail(question, answer));
    return answer;
  }
  await standstill.changePast(() => inSlices(work.count(at)));
  return undefined;
}

async function askRaw(prometheus: PrometheusReader, question: PastQuestion, signal: AbortSignal): Promise<RawAnswer> {
  if (prometheus.rawSamples === undefined)
    return { kind: "unsupported", message: "this client reads no raw samples of the past" };
  try {
    return await prometheus.rawSamples(question.query, question.take, signal);
  } catch (error) {
    return { kind: "failed", reason: "invalid", message: ownFault(error) };
  }
}
