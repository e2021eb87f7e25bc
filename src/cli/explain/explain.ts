import { decisionsView, type DecisionView } from "../../service/http/views/decision-view.ts";
import { parseMoment } from "../../core/units/moment.ts";
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
  const decision = at === undefined ? await present(name, service) : await past(name, at, service);
  process.stdout.write(output === "json" ? `${JSON.stringify(decision, undefined, 2)}\n` : printDecision(decision));
  return exitCode.done;
}

/** What holds now, which is no number any more where nothing has followed it for too long. */
async function present(name: string, service: ServiceAddress): Promise<DecisionView> {
  const [first = "", second] = partsOf(name);
  const found = await ask(service, "api/v1/decisions");
  if (second === undefined) return onlyOne(first, found);
  const decision = found.find((one) => one.service === first && one.scaling === second);
  return decision ?? notThere(name, found);
}

async function past(name: string, at: string, service: ServiceAddress): Promise<DecisionView> {
  const path = await pathOf(name, service);
  const time = encodeURIComponent(readable(clockTime(at, Date.now())));
  const [decision] = await ask(service, `${path}?limit=1&at=${time}`);
  if (decision !== undefined) return decision;
  throw new Error(
    `nothing was decided for ${name} by then, or it is not kept any more; headroom serve --store FILE keeps decisions for longer`,
  );
}

async function ask(service: ServiceAddress, path: string): Promise<readonly DecisionView[]> {
  const { items } = await askService(service, path, decisionsView, "start one with headroom serve");
  return items;
}

/** Where the decisions of a scaling block are; its service is looked up where it is not given. */
async function pathOf(name: string, service: ServiceAddress): Promise<string> {
  const [first = "", second] = partsOf(name);
  if (second !== undefined) return pathTo(first, second);
  return pathTo(onlyOne(first, await ask(service, "api/v1/decisions")).service, first);
}

function partsOf(name: string): readonly string[] {
  const parts = name.split("/");
  if (parts.length > 2) throw new UsageError(`${name} is no scaling block; write its name, or service/name`);
  return parts;
}

function onlyOne(name: string, known: readonly DecisionView[]): DecisionView {
  const [only, other] = known.filter(({ scaling }) => scaling === name);
  if (only === undefined) return notThere(name, known);
  if (other !== undefined)
    throw new UsageError(`several services have a scaling ${name}; write ${idOf(only)} or ${idOf(other)}`);
  return only;
}

function notThere(name: string, known: readonly DecisionView[]): never {
  throw new UsageError(
    known.length === 0
      ? "nothing is decided yet: no spec has a scaling block, or the service has just started"
      : `there is no scaling ${name}; there are ${known.map(idOf).join(", ")}`,
  );
}

const pathTo = (service: string, scaling: string): string =>
  `api/v1/decisions/${encodeURIComponent(service)}/${encodeURIComponent(scaling)}`;

const idOf = ({ service, scaling }: DecisionView): string => `${service}/${scaling}`;

/** The same text. @throws UsageError for what is no time */
function readable(text: string): string {
  const moment = parseMoment(text);
  if (!moment.ok) throw new UsageError(`--at is ${text}${moment.fault}; ${moment.remedy}, or one such as 14:04`);
  return text;
}

const DAY_MS = 86_400_000;

/** `14:04` as the last one there was, in UTC; all else as it is. */
export function clockTime(text: string, nowMs: number): string {
  const match = /^(?<hour>[01]?\d|2[0-3]):(?<minute>[0-5]\d)(?::(?<second>[0-5]\d))?$/.exec(text);
  if (match === null) return text;
  const { hour, minute, second = "0" } = match.groups ?? {};
  const midnightMs = Math.floor(nowMs / DAY_MS) * DAY_MS;
  const today = midnightMs + ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000;
  return String((today > nowMs ? today - DAY_MS : today) / 1000);
}
