import type { NoDataReason, Reading } from "../../../core/objective/reading.ts";
import type { ScalingPolicy } from "../../../core/objective/scaling-policy.ts";
import type { Growth } from "../../../core/scaling/decision/observation.ts";
import { comparedDays, growthOn, MEAN_SECONDS } from "../../../core/scaling/forecast/growth.ts";
import { before, type Instant, instant, secondsBetween } from "../../../core/units/instant.ts";
import { days, seconds } from "../../../core/units/seconds.ts";
import type { AskRange } from "./types.ts";

/** So long beyond the lead is asked for at once, so that earlier days cost a few questions in ten minutes. */
const ASKED_AHEAD_SECONDS = 600;
/** It is asked for anew this long before it ends, so that a slow answer comes in time. */
const SPARE_SECONDS = 120;
/** After a failure, so long until the next attempt. */
const RETRY_SECONDS = 60;
/** How far apart the samples of earlier days are. */
const STEP = seconds(15);

/** Demand of one earlier day as if it was today's. */
interface Curve {
  readonly days: number;
  readonly times: readonly Instant[];
  readonly demands: readonly number[];
}

interface Known {
  readonly query: string;
  readonly lead: number;
  /** Up to here growths can be told. */
  readonly until: Instant;
  readonly curves: readonly Curve[];
}

/** The demand of one workload at this time of earlier days, kept for some minutes. */
export class EarlierDays {
  #known: Known | undefined;
  #failure: NoDataReason = "insufficient";
  #askedAt: Instant | undefined;
  #asking: Promise<void> | undefined;

  /** How demand grew on earlier days from this time on; what is not known yet is asked for, and nobody waits for it. */
  season(policy: ScalingPolicy, at: Instant, range: AskRange): Reading<readonly Growth[]> | undefined {
    const { forecast, demand } = policy;
    if (forecast === undefined) return undefined;
    const { lead } = forecast;
    const known = this.#known?.query === demand && this.#known.lead === lead ? this.#known : undefined;
    if (known === undefined || secondsBetween(at, known.until) < SPARE_SECONDS) this.#refresh(policy, at, range);
    if (known === undefined || known.until < at) return { kind: "noData", reason: this.#failure };
    const growths = known.curves.flatMap((curve) => {
      const offsets = curve.times.map((time) => secondsBetween(at, time));
      return growthOn({ days: curve.days, offsets, demands: curve.demands }, lead) ?? [];
    });
    return { kind: "value", value: growths, at };
  }

  #refresh(policy: ScalingPolicy, at: Instant, range: AskRange): void {
    const isEarly = this.#askedAt !== undefined && Math.abs(secondsBetween(this.#askedAt, at)) < RETRY_SECONDS;
    if (this.#asking !== undefined || isEarly) return;
    this.#askedAt = at;
    this.#asking = this.#ask(policy, at, range)
      // Nobody waits for it, and a forecast is no reason to end.
      .catch(() => {
        this.#failure = "unreachable";
      })
      .finally(() => {
        this.#asking = undefined;
      });
  }

  async #ask({ demand, forecast }: ScalingPolicy, at: Instant, range: AskRange): Promise<void> {
    if (forecast === undefined) return;
    const { lead } = forecast;
    const until = instant(at + ASKED_AHEAD_SECONDS * 1000);
    const curves: Curve[] = [];
    for (const day of comparedDays(forecast.days)) {
      const shift = days(day);
      const from = before(before(at, seconds(MEAN_SECONDS)), shift);
      const answer = await range(demand, from, before(instant(until + lead * 1000), shift), STEP);
      if (answer.kind === "failed") {
        this.#failure = "unreachable";
        return;
      }
      const [only, second] = answer.value;
      // Several series are no one number, and a day without any is one that tells nothing.
      if (only === undefined || second !== undefined) continue;
      const times = only.timestamps.map((time) => instant(time + shift * 1000));
      curves.push({ days: day, times, demands: only.values });
    }
    this.#failure = "insufficient";
    this.#known = { query: demand, lead, until, curves };
  }
}
