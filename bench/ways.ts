import type { Say } from "../programs/say.ts";
import { GROUP_INTERVALS, SHARED_GROUPS } from "../src/core/sli/groups-table.ts";
import { parsePromDuration } from "../src/core/units/prom-duration.ts";
import { pyrraRules, slothRules, type PeerGroup, type PeerRules, toRuleText } from "./peer-rules.ts";
import { generatedOften, generatedOnce, ruled, SERVICES, STEP_MS, TURN_MS } from "./rule-files.ts";
import type { RuleLoad } from "./rule-load.ts";

/** Rules of one maker, which Prometheus evaluates itself. */
export interface RuleWay {
  readonly name: string;
  /** How many SLOs the rules are for. */
  readonly slos: number;
  /** Evaluated often: measured in each round. */
  readonly often: readonly RuleLoad[];
  /** Evaluated so seldom that they count little: measured once. */
  readonly seldom: readonly RuleLoad[];
}

/** A way, or why it cannot be measured here. */
export type Way =
  | { readonly ok: true; readonly way: RuleWay }
  | { readonly ok: false; readonly name: string; readonly because: string };

/** The one that others are held against. */
export const YARDSTICK = "Sloth, rules every 30 s";
export const GENERATED = "Headroom, generated rules and alerts";

/** Prometheus' own, where a group names none. */
const USUAL_INTERVAL_MS = 60_000;

/** The rules of all makers, of the same SLOs, alerts included. */
export async function ruleWays(say: Say): Promise<readonly Way[]> {
  const sloth = await slothRules(say);
  const [pyrra, quickPyrra] = [await pyrraRules(say, "default"), await pyrraRules(say, "performance")];
  return [
    toWay(YARDSTICK, ruled.length, sloth, (groups) => [
      { texts: [toRuleText(groups, "30s")], turnMs: STEP_MS, share: 1 },
    ]),
    toWay("Sloth, rules as it writes them (every minute)", ruled.length, sloth, (groups) => [
      { texts: [toRuleText(groups)], turnMs: USUAL_INTERVAL_MS, share: 1 },
    ]),
    toWay("Pyrra", SERVICES, pyrra, byInterval),
    toWay("Pyrra, performance mode", SERVICES, quickPyrra, byInterval),
    {
      ok: true,
      way: {
        name: GENERATED,
        slos: ruled.length,
        often: [{ texts: generatedOften(), turnMs: TURN_MS, share: 1 }],
        seldom: SHARED_GROUPS.map((kind) => ({
          texts: generatedOnce(kind),
          turnMs: STEP_MS,
          share: STEP_MS / (GROUP_INTERVALS[kind] * 1000),
        })).filter(({ texts }) => texts.length > 0),
      },
    },
  ];
}

const toWay = (
  name: string,
  slos: number,
  rules: PeerRules,
  loads: (groups: readonly PeerGroup[]) => readonly RuleLoad[],
): Way =>
  rules.ok
    ? { ok: true, way: { name, slos, often: loads(rules.groups), seldom: [] } }
    : { ok: false, name, because: rules.because };

/** The groups of each interval, evaluated every 30 s for once: an evaluation costs the same, whenever the next one is. */
function byInterval(groups: readonly PeerGroup[]): readonly RuleLoad[] {
  const kinds = Map.groupBy(groups, ({ interval }) => intervalMs(interval));
  return [...kinds].map(([everyMs, own]) => ({
    texts: [toRuleText(own, "30s")],
    turnMs: STEP_MS,
    share: STEP_MS / everyMs,
  }));
}

const intervalMs = (written: string | undefined): number =>
  written === undefined ? USUAL_INTERVAL_MS : (parsePromDuration(written) ?? Number.NaN) * 1000;
