import { extname } from "node:path";
import { setImmediate as breathe } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { KeptPiece, KeptPieces } from "../../core/ledger/source-ledger.ts";
import { instant } from "../../core/units/instant.ts";
import type { FileProblem, SetAside } from "./ledger-file.ts";
import type { Asked, Told } from "./ledger-messages.ts";
import type { StoredSource } from "./ledger-statements.ts";
import { buffersOf } from "./packed-piece.ts";
import { ThreadQuestions } from "./thread-questions.ts";

export interface LedgerKeeperOptions {
  readonly file: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** A file that cannot be trusted, or of another version, was moved out of the way, and a new one is begun. */
  readonly onSetAside: (event: SetAside) => void;
}

/** A ledger to be kept: as it is when `hold` answers, which can be told until it is released. */
interface Keepable {
  readonly name: string;
  readonly address: string;
  readonly hold: () => Promise<KeptPieces & { readonly at: StoredSource["at"] }>;
}

/** The file is compiled under another ending. */
const THREAD = new URL(`ledger-thread${extname(import.meta.url)}`, import.meta.url);

/** Pieces that are on their way to the thread at the same time, some 60 KB each: it never waits for the next one. */
const MOST_UNDER_WAY = 64;
/** Others have their turn after so long: a step that goes on meanwhile takes a little longer, and not much. */
const SLICE_MS = 4;

/** Keeps ledgers in a file of SQLite, which a thread of its own writes and reads. One thing is done at a time. */
export class SqliteLedgerKeeper {
  readonly #now: () => number;
  readonly #thread: ThreadQuestions;
  #line: Promise<unknown> = Promise.resolve();

  constructor({ file, now, onSetAside }: LedgerKeeperOptions) {
    this.#now = now;
    this.#thread = new ThreadQuestions(() => new Worker(THREAD, { workerData: file }), onSetAside);
  }

  /** Hands over what was kept of a source, piece by piece. @throws what `take` throws */
  read(
    source: string,
    take: (piece: KeptPiece, kept: StoredSource) => void,
  ): Promise<{ readonly kind: "read" } | { readonly kind: "none" } | FileProblem> {
    return this.#inLine(async () => {
      let found = false;
      for (let asked: Asked = { kind: "read", source }; ; asked = { kind: "more" }) {
        const answer = await this.#thread.ask(asked);
        if (answer.kind === "failed") return answer;
        if (answer.kind !== "piece") return { kind: found ? "read" : "none" };
        found = true;
        take(answer.piece, answer.kept);
        await breathe();
      }
    });
  }

  /** Keeps these ledgers in the place of all that was kept before: all of them, on the disk, or nothing. */
  write(sources: readonly Keepable[]): Promise<{ readonly kind: "kept"; readonly bytes: number } | FileProblem> {
    return this.#inLine(async () => {
      const begun = await this.#thread.ask({ kind: "begin" });
      if (begun.kind === "failed") return begun;
      const failed = await this.#putAll(sources);
      if (failed !== undefined) return failed;
      const ended = await this.#thread.ask({ kind: "end" });
      return ended.kind === "kept" || ended.kind === "failed" ? ended : unexpected(ended);
    });
  }

  async close(): Promise<void> {
    await this.#inLine(() => this.#thread.close());
  }

  async #putAll(sources: readonly Keepable[]): Promise<FileProblem | undefined> {
    let isWhole = false;
    try {
      for (const source of sources) {
        const failed = await this.#put(source);
        if (failed !== undefined) return failed;
      }
      isWhole = true;
      return undefined;
    } finally {
      if (!isWhole) await this.#thread.ask({ kind: "abandon" });
    }
  }

  async #put({ name, address, hold }: Keepable): Promise<FileProblem | undefined> {
    const held = await hold();
    let failed: FileProblem | undefined;
    try {
      failed = await this.#putPieces(name, held.pieces);
    } finally {
      held.release();
    }
    if (failed !== undefined) return failed;
    const keptAt = instant(this.#now());
    const answer = await this.#thread.ask({ kind: "source", source: { name, address, at: held.at, keptAt } });
    return answer.kind === "failed" ? answer : undefined;
  }

  async #putPieces(source: string, pieces: Iterable<KeptPiece>): Promise<FileProblem | undefined> {
    const underWay: Promise<Told["answer"]>[] = [];
    const oldest = async (): Promise<FileProblem | undefined> => {
      const answer = await underWay.shift();
      return answer?.kind === "failed" ? answer : undefined;
    };
    let failed: FileProblem | undefined;
    let since = performance.now();
    for (const piece of pieces) {
      underWay.push(this.#thread.ask({ kind: "put", source, piece }, buffersOf(piece)));
      if (underWay.length > MOST_UNDER_WAY) failed ??= await oldest();
      if (failed !== undefined) break;
      if (performance.now() - since < SLICE_MS) continue;
      await breathe();
      since = performance.now();
    }
    while (underWay.length > 0) failed ??= await oldest();
    return failed;
  }

  #inLine<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    const next = this.#line.then(work);
    this.#line = next.catch(() => undefined);
    return next;
  }
}

function unexpected(answer: Told["answer"]): never {
  throw new TypeError(`the thread answered ${answer.kind}`);
}
