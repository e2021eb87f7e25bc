import type { RequestHandler } from "express";
import type { Changes } from "../signals/changes.ts";

/** Proxies end what is silent for a minute. */
const KEEP_ALIVE_MS = 15_000;

/**
 * Says `evaluated`, as server-sent events, whenever something that can be read may have changed. Whoever reads slowly
 * misses some, which is no loss: each says the same.
 */
export function eventsRoute(changes: Changes): RequestHandler {
  return (_request, response) => {
    // Proxies that gather answers would keep each event until the end.
    response.set({ "Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no" });
    response.flushHeaders();
    const say = (line: string): void => {
      if (!response.writableNeedDrain) response.write(`${line}\n\n`);
    };
    const tell = (): void => say("event: evaluated\ndata: {}");
    tell();
    const end = changes.subscribe(tell);
    const alive = setInterval(() => say(":"), KEEP_ALIVE_MS);
    response.on("close", () => {
      end();
      clearInterval(alive);
    });
  };
}
