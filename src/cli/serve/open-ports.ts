import type { Listening } from "../../service/listening/listening.ts";

/** A port that takes connections until it is closed; calls under way get so many seconds. */
export type OpenPort = Pick<Listening, "leave" | "close">;

/** Opens one port: undefined when it is not asked for, a text for the user when it cannot be opened. */
export type Opening = () => Promise<OpenPort | string | undefined>;

/** Opens ports one after the other; where one cannot be, those that are open are closed again. */
export async function openPorts(openings: readonly Opening[]): Promise<readonly OpenPort[] | string> {
  const open: OpenPort[] = [];
  for (const opening of openings) {
    const next = await opening();
    if (typeof next === "string") {
      await Promise.all(open.map((port) => port.close(0)));
      return next;
    }
    if (next !== undefined) open.push(next);
  }
  return open;
}
