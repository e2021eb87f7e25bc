import type { Contestant } from "./contestant.ts";
import { kpa } from "./kpa.ts";
import { band, cpu, lag, oracle, type RivalFacts, rps } from "./rivals.ts";

/** Makes a rival for one run. */
export type RivalMaker = (facts: RivalFacts) => Contestant;

/** A rival as it was named, or what is wrong with the name and what to write. */
export type ParsedRival =
  | { readonly ok: true; readonly name: string; readonly make: RivalMaker }
  | { readonly ok: false; readonly problem: string; readonly remedy: string };

/** What Knative aims at, unless told otherwise. */
const KPA_SHARE = 0.7;
/** What the oracle fills replicas up to, unless told otherwise: where 99.9 % are served well by the model. */
const ORACLE_SHARE = 0.8;

const EXAMPLES = "write one of cpu:60%, rps:0.8, kpa, oracle, band:0.40-0.55, lag:500";

/** Reads a rival such as `cpu:60%`. */
export function parseRival(text: string): ParsedRival {
  const [kind = "", argument] = text.trim().split(":", 2);
  switch (kind) {
    case "cpu":
      return withShare(text, argument, undefined, (share) => (facts) => cpu(text, Math.round(share * 100), facts));
    case "rps":
      return withShare(text, argument, undefined, (share) => (facts) => rps(text, share, facts));
    case "kpa":
      return withShare(text, argument, KPA_SHARE, (share) => (facts) => kpa(text, share, facts));
    case "oracle":
      return withShare(text, argument, ORACLE_SHARE, (share) => (facts) => oracle(text, share, facts));
    case "band":
      return bandOf(text, argument);
    case "lag":
      return lagOf(text, argument);
    default:
      return { ok: false, problem: `there is no rival ${text}`, remedy: EXAMPLES };
  }
}

function withShare(
  name: string,
  argument: string | undefined,
  usual: number | undefined,
  maker: (share: number) => RivalMaker,
): ParsedRival {
  const share = argument === undefined ? usual : shareOf(argument);
  if (share === undefined)
    return { ok: false, problem: `${name} has no share of a replica's capacity behind its name`, remedy: EXAMPLES };
  return { ok: true, name, make: maker(share) };
}

function bandOf(name: string, argument = ""): ParsedRival {
  const [low, high] = argument.split("-", 2).map(shareOf);
  if (low === undefined || high === undefined || low >= high)
    return { ok: false, problem: `${name} is no band of latency, the lower bound first`, remedy: EXAMPLES };
  return { ok: true, name, make: (facts) => band(name, low, high, facts) };
}

function lagOf(name: string, argument = ""): ParsedRival {
  const perReplica = /^\d+$/.test(argument) ? Number(argument) : 0;
  if (!(perReplica > 0))
    return { ok: false, problem: `${name} does not say how many wait for each replica`, remedy: "write lag:500" };
  return { ok: true, name, make: (facts) => lag(name, perReplica, facts) };
}

/** `60%` or `0.6`, above 0 and at most 1. */
function shareOf(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(%?)$/.exec(text);
  const share = match === null ? 0 : Number(match[1]) / (match[2] === "%" ? 100 : 1);
  return share > 0 && share <= 1 ? share : undefined;
}
