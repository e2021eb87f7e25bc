import { isMainThread } from "node:worker_threads";
import { ownMilliseconds } from "../cpu-time.ts";
import { LONGEST_TURN } from "./longest-turn-told.ts";

// Loaded before the service: a signal has it say how long its event loop was busy at most, between two looks, since the
// signal before. It counts the thread's own CPU: on shared cores others may have the time in between.

const LOOK_MS = 3;

if (isMainThread) {
  let longest = 0;
  let before = ownMilliseconds();
  setInterval(() => {
    const now = ownMilliseconds();
    longest = Math.max(longest, now - before);
    before = now;
  }, LOOK_MS).unref();
  process.on("SIGUSR2", () => {
    process.stderr.write(`${JSON.stringify({ level: "info", msg: LONGEST_TURN, milliseconds: longest })}\n`);
    longest = 0;
  });
}
