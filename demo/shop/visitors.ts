import { Agent, request } from "node:http";
import { seededRandom } from "../backfill/random.ts";
import type { LoadOrder, RateOrder } from "./pod-order.ts";
import { type Handler, SERVICES } from "./services.ts";

// The shop's visitors as a process: an open loop, so a slow shop is not visited less.

const TICK_MILLISECONDS = 50;
const TIMEOUT_MILLISECONDS = 10_000;
/** A stuck shop must not make the visitors pile up without end. */
const MOST_AT_ONCE = 500;
/** A machine that slept is not visited by everyone it missed. */
const MOST_PER_TICK = 50;

process.once("message", (order: LoadOrder) => visit(order));
process.once("disconnect", () => process.exit(0));

function visit({ ports, seconds, ...order }: LoadOrder): void {
  let { from, visitsPerSecond } = order;
  const agent = new Agent({ keepAlive: true });
  const random = seededRandom("visitors").unit;
  const end = order.from + seconds * 1000;
  let made = 0;
  let open = 0;
  const timer = setInterval(() => {
    const now = Date.now();
    if (now >= end) process.exit(0);
    const due = Math.floor((Math.max(0, now - from) / 1000) * visitsPerSecond) - made;
    made += due;
    for (let i = 0; i < Math.min(due, MOST_PER_TICK) && open < MOST_AT_ONCE; i++) {
      open++;
      send(choose(random()), ports[Math.floor(random() * ports.length)] ?? 0, agent, () => open--);
    }
  }, TICK_MILLISECONDS);
  process.on("message", (changed: RateOrder) => {
    // What came at the old rate is settled.
    from = Math.max(from, Date.now());
    made = 0;
    ({ visitsPerSecond } = changed);
  });
  process.once("SIGTERM", () => {
    clearInterval(timer);
    process.exit(0);
  });
}

function choose(point: number): Handler {
  const { handlers } = SERVICES.gateway;
  let reached = 0;
  const found = handlers.find((handler) => point < (reached += handler.visitShare)) ?? handlers[0];
  if (found === undefined) throw new RangeError("the gateway has no handlers");
  return found;
}

function send(handler: Handler, port: number, agent: Agent, done: () => void): void {
  const outgoing = request(
    { host: "127.0.0.1", port, path: handler.path, method: handler.method, agent, timeout: TIMEOUT_MILLISECONDS },
    (incoming) => incoming.resume(),
  );
  outgoing.once("timeout", () => outgoing.destroy());
  // What becomes of a visit is for the shop to count.
  outgoing.on("error", () => undefined);
  outgoing.once("close", done);
  outgoing.end();
}
