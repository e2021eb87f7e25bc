import { ownFault } from "../../core/budget/without-numbers.ts";
import type { LedgerAnswer, LedgerQuery } from "../../core/ledger/ports.ts";

/** An answer that was not there when the others were. */
export interface LateAnswer {
  readonly query: LedgerQuery;
  readonly answer: LedgerAnswer;
}

/** What was answered in time, and what is still to come. */
export interface InGoodTime {
  /** In the order of the questions; undefined for what is late. */
  readonly answers: readonly (LedgerAnswer | undefined)[];
  readonly late: readonly Promise<LateAnswer>[];
}

/**
 * Asks everything at once, and waits for all of it, but no longer than so many milliseconds: one slow question must not
 * keep the answers to all others waiting.
 *
 * @throws what `ask` throws in time; later it is an answer that failed
 */
export async function inGoodTime(
  queries: readonly LedgerQuery[],
  ask: (query: LedgerQuery) => Promise<LedgerAnswer>,
  patienceMs: number,
): Promise<InGoodTime> {
  const asked = queries.map((query) => {
    const pending: { readonly query: LedgerQuery; answer?: LedgerAnswer } = { query };
    return { pending, done: ask(query).then((answer) => ({ query, answer: (pending.answer = answer) })) };
  });
  await firstOf(Promise.all(asked.map(({ done }) => done)), patienceMs);
  return {
    answers: asked.map(({ pending }) => pending.answer),
    late: asked.flatMap(({ pending: { query, answer }, done }) =>
      answer === undefined ? [done.catch((error: unknown) => ({ query, answer: faulty(error) }))] : [],
    ),
  };
}

const faulty = (error: unknown): LedgerAnswer => ({ kind: "failed", reason: "invalid", message: ownFault(error) });

async function firstOf(all: Promise<unknown>, limitMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limitMs);
  });
  try {
    await Promise.race([all, limit]);
  } finally {
    clearTimeout(timer);
    // What is thrown later is told by those that are late.
    all.catch(() => undefined);
  }
}
