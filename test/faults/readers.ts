import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

/** What became of one question: a whole answer, or the system's code for why there is none. */
export type Outcome =
  | { readonly kind: "answered"; readonly status: number; readonly body: string }
  | { readonly kind: "failed"; readonly code: string };

/** Asks once over a connection of the agent, and reads the answer to its end. */
export function ask(url: string, agent: Agent): Promise<Outcome> {
  return new Promise((resolve) => {
    const failed = (error: NodeJS.ErrnoException): void =>
      resolve({ kind: "failed", code: error.code ?? error.message });
    const sent = request(url, { agent }, (answer) => {
      let body = "";
      answer.setEncoding("utf8");
      answer.on("data", (part: string) => (body += part));
      answer.on("end", () => resolve({ kind: "answered", status: answer.statusCode ?? 0, body }));
      answer.on("error", failed);
      // Cut off in its middle.
      answer.on("aborted", () => resolve({ kind: "failed", code: "ABORTED" }));
    });
    sent.on("error", failed);
    sent.end();
  });
}

/** Readers who ask one question after the other, each over a connection that is kept. */
export class Readers {
  /** How often each outcome came, by its status or its code. */
  readonly counts: Record<string, number> = {};
  readonly #agent: Agent;
  #isOver = false;
  readonly #loops: readonly Promise<void>[];

  /**
   * @param choose - what is asked next; readers begin at different turns
   * @param onAnswer - is told of each whole answer
   */
  constructor(count: number, choose: (turn: number) => string, onAnswer: (body: string) => void = () => undefined) {
    this.#agent = new Agent({ keepAlive: true, maxSockets: count });
    this.#loops = Array.from({ length: count }, (_, i) => this.#loop(choose, i, onAnswer));
  }

  get answered(): number {
    return Object.entries(this.counts).reduce((sum, [what, count]) => (/^\d+$/.test(what) ? sum + count : sum), 0);
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#loops);
    this.#agent.destroy();
  }

  async #loop(choose: (turn: number) => string, from: number, onAnswer: (body: string) => void): Promise<void> {
    for (let turn = from; !this.#isOver; turn++) {
      const outcome = await ask(choose(turn), this.#agent);
      const what = outcome.kind === "answered" ? String(outcome.status) : outcome.code;
      this.counts[what] = (this.counts[what] ?? 0) + 1;
      if (outcome.kind === "answered") onAnswer(outcome.body);
      // Nobody listens any more: there is no hurry to hear it again.
      else await sleep(20);
    }
  }
}

/** One address after the other. */
export const inTurn =
  (urls: readonly string[]) =>
  (turn: number): string =>
    urls[turn % urls.length] ?? "";

/** Asks so many questions a second for so long, whether or not the ones before were answered. */
export async function askSteadily(urls: readonly string[], perSecond: number, seconds: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: 100 });
  const counts: Record<string, number> = {};
  const askOnce = async (turn: number): Promise<void> => {
    const outcome = await ask(inTurn(urls)(turn), agent);
    const what = outcome.kind === "answered" ? String(outcome.status) : outcome.code;
    counts[what] = (counts[what] ?? 0) + 1;
  };
  const underWay: Promise<void>[] = [];
  for (let tenth = 0; tenth < seconds * 10; tenth++) {
    for (let i = 0; i < perSecond / 10; i++) underWay.push(askOnce(i));
    await sleep(100);
  }
  await Promise.all(underWay);
  agent.destroy();
  return counts;
}
