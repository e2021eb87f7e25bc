import { readFileSync } from "node:fs";

// Loaded before a program: its wall clock jumps by as many milliseconds as a file says, as that of a host does. The
// monotonic clock and timers go on, as they do there.

const RealDate = Date;
const now = (): number => RealDate.now() + off();

function off(): number {
  try {
    return Number(readFileSync(process.env["TEST_CLOCK_FILE"] ?? "", "utf8"));
  } catch {
    // Nobody has moved it yet.
    return 0;
  }
}

globalThis.Date = new Proxy(RealDate, {
  construct: (target, given: unknown[], self) => Reflect.construct(target, given.length === 0 ? [now()] : given, self),
  apply: () => new RealDate(now()).toString(),
  get: (target, name) => (name === "now" ? now : Reflect.get(target, name, target)),
});
