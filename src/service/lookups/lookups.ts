import type { Objective, Service } from "../../core/objective/objective.ts";
import { objectiveId } from "../../core/objective/objective.ts";
import type { QueryAnswer } from "../../core/promql/query-answer.ts";
import type { Instant } from "../../core/units/instant.ts";
import type { Seconds } from "../../core/units/seconds.ts";
import type { Clock } from "../ports/clock.ts";
import type { LookedAt } from "../ports/prometheus.ts";
import { type BadEvents, fetchBadEvents } from "./bad-events.ts";
import { KeptAnswers } from "./kept-answers.ts";
import { OneAtATime } from "./one-at-a-time.ts";
import { fetchRuleStates, type RuleStates } from "./rule-states.ts";

/** Pages that are left open ask again and again. */
const KEPT_SECONDS = 30;

/** What is asked of the bad events of an objective. */
export interface BadEventsQuestion {
  readonly objective: Objective;
  /** Values of the labels that split it. */
  readonly by: Readonly<Record<string, string>>;
  readonly to: Instant;
  readonly window: Seconds;
  /** Whether `to` is but the last moment that is known, which moves on. */
  readonly isLatest: boolean;
}

/** What Prometheus is asked because somebody looks, and not because a step is due. */
export interface Lookups {
  /** How the rules of a service stand. */
  ruleStates(service: Service): Promise<RuleStates>;
  /** Which label values carry the bad events of an objective whose indicator is made of selectors. */
  badEvents(question: BadEventsQuestion): Promise<QueryAnswer<BadEvents>>;
}

interface LookupDeps {
  readonly sources: ReadonlyMap<string, LookedAt>;
  readonly clock: Clock;
}

const BUSY = "too many questions wait for this Prometheus; look again in a minute";

/** Asks for as little as the number of people who look allows: each answer is kept for half a minute, for all of them. */
export function lookupsOver({ sources, clock }: LookupDeps): Lookups {
  const lines = new Map([...sources].map(([name, prometheus]) => [name, { prometheus, line: new OneAtATime() }]));
  const states = new KeptAnswers<RuleStates>(KEPT_SECONDS, clock.monotonic);
  const bad = new KeptAnswers<QueryAnswer<BadEvents>>(KEPT_SECONDS, clock.monotonic);
  return {
    ruleStates: (service) =>
      states.of(`${service.source} ${service.service}`, () =>
        fetchRuleStates(service, { source: lines.get(service.source), askedAt: clock.now(), busy: BUSY }),
      ),
    badEvents: (question) =>
      bad.of(keyOf(question), async () => {
        const { objective, to: at, by, window } = question;
        const source = lines.get(objective.source);
        if (source === undefined) return failed(`the settings name no source ${objective.source}`);
        const { prometheus, line } = source;
        const subject = { objective, by, window, replicaLabels: prometheus.replicaLabels ?? [] };
        const { monotonic } = clock;
        return line.take(() => fetchBadEvents(subject, { prometheus, at, monotonic })) ?? failed(BUSY);
      }),
  };
}

const failed = (message: string): QueryAnswer<never> => ({ kind: "failed", reason: "unreachable", message });

const keyOf = ({ objective, by, to, window, isLatest }: BadEventsQuestion): string =>
  JSON.stringify([objectiveId(objective), objective.indicator, by, window, isLatest ? "latest" : to]);
