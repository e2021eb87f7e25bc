import { parentPort, workerData } from "node:worker_threads";
import { LedgerFile, type SetAside } from "./ledger-file.ts";
import type { Asked, Told } from "./ledger-messages.ts";
import { buffersOf } from "./packed-piece.ts";

// A thread that has the file of ledgers: packing takes seconds where there are many, and a disk takes what it takes.

let events: SetAside[] = [];
const ledgers = new LedgerFile(String(workerData), Date.now, (event) => void events.push(event));
let reading: ReturnType<LedgerFile["read"]> | undefined;

parentPort?.on("message", (asked: Asked) => {
  const answer = answerTo(asked);
  const told: Told = { setAside: events, answer };
  events = [];
  parentPort?.postMessage(told, answer.kind === "piece" ? buffersOf(answer.piece) : []);
  if (asked.kind === "close") parentPort?.close();
});

function answerTo(asked: Asked): Told["answer"] {
  switch (asked.kind) {
    case "read":
      reading = ledgers.read(asked.source);
      return nextPiece();
    case "more":
      return nextPiece();
    case "begin":
      return ledgers.begin() ?? { kind: "done" };
    case "put":
      return ledgers.put(asked.source, asked.piece) ?? { kind: "done" };
    case "source":
      return ledgers.putSource(asked.source) ?? { kind: "done" };
    case "end":
      return ledgers.end();
    case "abandon":
      ledgers.abandon();
      return { kind: "done" };
    case "close":
      ledgers.close();
      return { kind: "done" };
  }
}

function nextPiece(): Told["answer"] {
  const next = reading?.next();
  if (next === undefined) return { kind: "done" };
  if (next.done !== true) return { kind: "piece", ...next.value };
  return next.value ?? { kind: "done" };
}
