import { decisionsView, type DecisionView } from "../../service/http/view.ts";
import { askService, type ServiceAddress, USUAL_URL } from "../ask-service.ts";
import { exitCode } from "../exit-code.ts";
import { UsageError } from "../usage-error.ts";
import { printDecision } from "./print-decision.ts";

export interface ExplainOptions {
  readonly at?: string;
  readonly url?: string;
  readonly tokenFile?: string;
  readonly output: "text" | "json";
}

/** Shows one decision. Returns the exit code. @throws Error when nobody answers, UsageError for what is not there */
export async function explain(
  name: string,
  { at, url = USUAL_URL, tokenFile, output }: ExplainOptions,
): Promise<number> {
  const service = { url, tokenFile };
  const path = await pathOf(name, service);
  const time = at === undefined ? "" : `&at=${encodeURIComponent(clockTime(at, Date.now()))}`;
  const [decision] = await ask(service, `${path}?limit=1${time}`);
  if (decision === undefined)
    throw new Error(
      `nothing was decided for ${name} by then, or it is not kept any more; headroom serve --store FILE keeps decisions for longer`,
    );
  process.stdout.write(output === "json" ? `${JSON.stringify(decision, undefined, 2)}\n` : printDecision(decision));
  return exitCode.done;
}

async function ask(service: ServiceAddress, path: string): Promise<readonly DecisionView[]> {
  const { items } = await askService(service, path, decisionsView, "start one with headroom serve");
  return items;
}

/** Where the decisions of a scaling block are; its service is looked up where it is not given. */
async function pathOf(name: string, service: ServiceAddress): Promise<string> {
  const [first = "", second, more] = name.split("/");
  if (more !== undefined) throw new UsageError(`${name} is no scaling block; write its name, or service/name`);
  if (second !== undefined) return pathTo(first, second);
  const found = await ask(service, "api/v1/decisions");
  const [only, other] = found.filter(({ scaling }) => scaling === name);
  if (only === undefined)
    throw new UsageError(
      found.length === 0
        ? "nothing is decided yet: no spec has a scaling block, or the service has just started"
        : `there is no scaling ${name}; there are ${found.map(idOf).join(", ")}`,
    );
  if (other !== undefined)
    throw new UsageError(`several services have a scaling ${name}; write ${idOf(only)} or ${idOf(other)}`);
  return pathTo(only.service, name);
}

const pathTo = (service: string, scaling: string): string =>
  `api/v1/decisions/${encodeURIComponent(service)}/${encodeURIComponent(scaling)}`;

const idOf = ({ service, scaling }: DecisionView): string => `${service}/${scaling}`;

const DAY_MS = 86_400_000;

/** `14:04` as the last one there was, in UTC; the service reads all else. */
export function clockTime(text: string, nowMs: number): string {
  const match = /^(?<hour>[01]?\d|2[0-3]):(?<minute>[0-5]\d)(?::(?<second>[0-5]\d))?$/.exec(text);
  if (match === null) return text;
  const { hour, minute, second = "0" } = match.groups ?? {};
  const midnightMs = Math.floor(nowMs / DAY_MS) * DAY_MS;
  const today = midnightMs + ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000;
  return String((today > nowMs ? today - DAY_MS : today) / 1000);
}
