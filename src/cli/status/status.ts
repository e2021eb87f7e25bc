import { setTimeout as sleep } from "node:timers/promises";
import type { SloListView, SloView } from "../../service/http/view.ts";
import { USUAL_URL } from "../ask-service.ts";
import { exitCode } from "../exit-code.ts";
import type { SourceOptions } from "../fetch-sources.ts";
import { fromPrometheus } from "./from-prometheus.ts";
import { fromService } from "./from-service.ts";
import { printStatusTable, type Style } from "./table.ts";

export interface StatusOptions extends SourceOptions {
  readonly url?: string;
  readonly service?: string;
  readonly state?: SloView["state"];
  readonly output: "text" | "json";
  readonly watch?: true;
}

const WATCH_MILLISECONDS = 5_000;
const CLEAR_SCREEN = "\u001B[H\u001B[2J\u001B[3J";

/** Shows the statuses once, or again and again. Returns the exit code. @throws Error when nobody answers */
export async function status(options: StatusOptions): Promise<number> {
  let isWhole = true;
  const read = await readerFor(options, (problem) => {
    process.stderr.write(problem);
    isWhole = false;
  });
  if (options.watch !== true) {
    process.stdout.write(print(select(await read(), options), options));
    return isWhole ? exitCode.done : exitCode.outside;
  }
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  while (!stop.signal.aborted) {
    const text = await read().then(
      (list) => print(select(list, options), options),
      (error: unknown) => `${error instanceof Error ? error.message : String(error)}\n`,
    );
    process.stdout.write(process.stdout.isTTY && options.output === "text" ? `${CLEAR_SCREEN}${text}` : text);
    // An interrupted wait is the end, not a fault.
    await sleep(WATCH_MILLISECONDS, undefined, { signal: stop.signal }).catch(() => undefined);
  }
  return exitCode.done;
}

/** What only a computation of our own needs asks for one; a service is asked where nothing does. */
async function readerFor(
  { url, tokenFile, prometheus, config, specs }: StatusOptions,
  tell: (problem: string) => void,
): Promise<() => Promise<SloListView>> {
  const own = { ...(prometheus && { prometheus }), ...(config && { config }), ...(specs && { specs }) };
  if (Object.keys(own).length === 0) return () => fromService({ url: url ?? USUAL_URL, tokenFile });
  return fromPrometheus({ ...own, ...(tokenFile && { tokenFile }) }, tell);
}

function select({ items }: SloListView, { service, state }: StatusOptions): SloListView {
  return {
    items: items.filter(
      (item) => (service === undefined || item.service === service) && (state === undefined || item.state === state),
    ),
  };
}

function print(list: SloListView, { output }: StatusOptions): string {
  return output === "json"
    ? `${JSON.stringify(list, undefined, 2)}\n`
    : printStatusTable(list.items, styleOf(process.stdout));
}

/** Colour only where a person looks, and has not asked to go without. */
function styleOf(stream: NodeJS.WriteStream): Style {
  return { colour: stream.isTTY && stream.hasColors(), width: stream.isTTY ? stream.columns : Infinity };
}
