import type { Listening } from "../../service/listening/listening.ts";

/** Opens one port: undefined when it is not asked for, a text for the user when it cannot be opened. */
export type Opening = () => Promise<Listening | string | undefined>;

/** Opens ports one after the other; where one cannot be, those that are open are closed again. */
export async function openPorts(openings: readonly Opening[]): Promise<readonly Listening[] | string> {
  const open: Listening[] = [];
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
