import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { open, readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { PartFailure } from "./part-failure.ts";
import type { RunFolder } from "./run-folder.ts";

const STOP_MILLISECONDS = 8_000;
const POLL_MILLISECONDS = 250;
const LOG_TAIL_LINES = 15;

/** The processes that a demo consists of, each with a log in the run folder. */
export class Parts {
  readonly #folder: RunFolder;
  readonly #children = new Map<string, ChildProcess>();
  readonly #signal: AbortSignal;

  /** @param signal - aborted, it ends all waiting, and nothing is started any more */
  constructor(folder: RunFolder, signal: AbortSignal) {
    this.#folder = folder;
    this.#signal = signal;
  }

  /** Starts a program; its output goes to its log. */
  async start(
    part: string,
    command: string,
    args: readonly string[],
    env: NodeJS.ProcessEnv = process.env,
  ): Promise<ChildProcess> {
    const log = await this.#openLog(part);
    try {
      this.#signal.throwIfAborted();
      // A group of its own: a terminal's Ctrl-C reaches the demo alone, which then stops its parts in order.
      return await this.#keep(part, spawn(command, args, { env, detached: true, stdio: ["ignore", log.fd, log.fd] }));
    } finally {
      await log.close();
    }
  }

  /** Runs a program to its end. @returns what it prints */
  async run(part: string, command: string, args: readonly string[]): Promise<string> {
    this.#signal.throwIfAborted();
    const child = spawn(command, args, { detached: true, stdio: ["ignore", "pipe", "pipe"] });
    const done = Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
    // A start that fails is told by #keep.
    done.catch(() => undefined);
    await this.#keep(part, child);
    const [printed, complaint] = await done;
    if (child.exitCode !== 0)
      throw new PartFailure(part, `it ended with ${child.exitCode ?? child.signalCode}\n${complaint.trimEnd()}`);
    return printed.trimEnd();
  }

  /**
   * Starts one of our own scripts, gives it its order, and returns what it answers first. It ends with the demo,
   * however that ends.
   */
  async startScript(
    part: string,
    script: string,
    order: object,
  ): Promise<{ readonly child: ChildProcess; readonly answer: Promise<unknown> }> {
    const log = await this.#openLog(part);
    try {
      this.#signal.throwIfAborted();
      const child = await this.#keep(part, fork(script, { detached: true, stdio: ["ignore", log.fd, log.fd, "ipc"] }));
      const answer = once(child, "message", { signal: this.#signal }).then(([message]: unknown[]) => message);
      answer.catch(() => undefined);
      child.send(order);
      return { child, answer };
    } finally {
      await log.close();
    }
  }

  /**
   * Asks again and again until there is an answer other than undefined; fails by the part's name when it ended, or at
   * the deadline.
   */
  async wait<T>(part: string, what: string, seconds: number, ask: () => Promise<T | undefined>): Promise<T> {
    const deadline = performance.now() + seconds * 1000;
    let problem: unknown;
    while (performance.now() < deadline) {
      try {
        const answer = await ask();
        if (answer !== undefined) return answer;
      } catch (error) {
        // A part that starts, or is busy, refuses an answer now and then; the last refusal is told if it stays so.
        problem = error;
      }
      const child = this.#children.get(part);
      if (child !== undefined && hasEnded(child))
        throw new PartFailure(part, `it ended (${child.exitCode ?? child.signalCode}) before ${what}`);
      await sleep(POLL_MILLISECONDS, undefined, { signal: this.#signal });
    }
    throw new PartFailure(part, `${what}: expected within ${seconds} s, did not happen`, { cause: problem });
  }

  /** The last lines of a part's log. */
  async logTail(part: string): Promise<string> {
    try {
      return (await readFile(this.#logFile(part), "utf8")).trimEnd().split("\n").slice(-LOG_TAIL_LINES).join("\n");
    } catch {
      return "";
    }
  }

  /** Ends one part and waits for its end. */
  async end(part: string): Promise<void> {
    const child = this.#children.get(part);
    if (child !== undefined) await stopChild(child);
    this.#children.delete(part);
  }

  /** Ends all parts, the last started first, and waits for their end. */
  async stop(): Promise<void> {
    await Promise.all([...this.#children.values()].toReversed().map(stopChild));
  }

  async #keep(part: string, child: ChildProcess): Promise<ChildProcess> {
    this.#children.set(part, child);
    const problem = await new Promise<Error | undefined>((resolve) => {
      child.once("spawn", () => resolve(undefined));
      child.once("error", resolve);
    });
    if (problem !== undefined || child.pid === undefined)
      throw new PartFailure(part, "it does not start", { cause: problem });
    await this.#folder.record(part, child.pid);
    return child;
  }

  #openLog(part: string): ReturnType<typeof open> {
    return open(this.#logFile(part), "a");
  }

  #logFile(part: string): string {
    return this.#folder.file(`${part}.log`);
  }
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (hasEnded(child) || child.pid === undefined) return;
  const ended = once(child, "exit");
  const impatience = setTimeout(() => child.kill("SIGKILL"), STOP_MILLISECONDS);
  child.kill("SIGTERM");
  await ended;
  clearTimeout(impatience);
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;
