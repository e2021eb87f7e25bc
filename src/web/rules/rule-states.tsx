import { useQuery } from "@tanstack/preact-query";
import { fetchRuleStates } from "../api/rules.ts";
import { printMoment } from "../components/moment.ts";
import { Failed, Loading } from "../components/states.tsx";
import { printDuration } from "../../core/budget/print.ts";
import type { RuleStatesView, RuleStateView } from "../../service/http/views/rule-views.ts";
import { ago, printMs, summaryOf, wordOf } from "./rule-words.ts";

type Group = RuleStatesView["groups"][number];

/** The rules of a service as its Prometheus has them: alerts first, then each group with what it costs. */
export function RuleStates({ service }: { readonly service: string }) {
  const states = useQuery({ queryKey: ["rule-states", service], queryFn: () => fetchRuleStates(service) });
  if (states.data === undefined)
    return states.error === null ? <Loading what="the state of the rules" /> : <Failed error={states.error} />;
  const { data } = states;
  const now = Date.parse(data.askedAt);
  const summary = summaryOf(data);
  return (
    <>
      {states.error === null ? null : <Failed error={states.error} />}
      <p class={`rules-summary tone-${summary.tone}`} role="status">
        {summary.word}.
      </p>
      {summary.tone === "bad" ? (
        <p>
          Load the file of the tab Rules, as it is, and see Status, Rules of Prometheus. With its operator, the labels
          of the PrometheusRule must be those that its ruleSelector asks for.
        </p>
      ) : null}
      <p class="quiet-text small">
        As {data.source} told at <time dateTime={data.askedAt}>{printMoment(now, Date.now())}</time>; it is asked at
        most every 30s.
      </p>
      <Alerts data={data} now={now} />
      <h2>Groups</h2>
      {data.groups.map((group) => (
        <GroupState key={group.name} group={group} now={now} />
      ))}
    </>
  );
}

const LABELS_OF_RULE = ["slo", "severity", "tier"] as const;

function Alerts({ data, now }: { readonly data: RuleStatesView; readonly now: number }) {
  const alerts = data.groups.flatMap(({ rules }) => rules).filter(({ kind }) => kind === "alert");
  return (
    <section aria-labelledby="alert-states">
      <h2 id="alert-states">Alerts</h2>
      {data.firedProblem === null || data.problem !== null ? null : (
        <p class="note">Nobody knows when they fired last: {data.firedProblem}</p>
      )}
      <table class="plain rule-table">
        <thead>
          <tr>
            <th scope="col">Alert</th>
            <th scope="col">Now</th>
            <th scope="col">Fired last</th>
          </tr>
        </thead>
        <tbody>
          {alerts.map((alert) => (
            <tr key={JSON.stringify(alert.labels) + alert.name}>
              <th scope="row">
                {alert.name}
                <span class="note">{LABELS_OF_RULE.flatMap((label) => alert.labels[label] ?? []).join(" · ")}</span>
              </th>
              <td>
                <RuleWordOf rule={alert} />
              </td>
              <td>{firedLast(alert, data.firedProblem !== null, now)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function firedLast({ state, lastFired }: RuleStateView, isUnknown: boolean, now: number): string {
  if (state === "firing") return "now";
  return ago(lastFired, now) ?? (isUnknown ? "not known" : "not within 7d");
}

function RuleWordOf({ rule }: { readonly rule: RuleStateView }) {
  const { word, tone } = wordOf(rule);
  return (
    <>
      <b class={`tone-${tone}`}>{word}</b>
      {rule.lastError === null ? null : <span class="note">{rule.lastError}</span>}
    </>
  );
}

function GroupState({ group, now }: { readonly group: Group; readonly now: number }) {
  const { name, intervalSeconds, lastEvaluation, evaluationSeconds, rules } = group;
  const wrong = rules.filter(({ loaded, health }) => loaded === false || health === "err").length;
  const facts = [
    `every ${printDuration(intervalSeconds)}`,
    lastEvaluation === null ? "no evaluation is known yet" : `evaluated ${ago(lastEvaluation, now)}`,
    ...(lastEvaluation === null || evaluationSeconds === null ? [] : [`took ${printMs(evaluationSeconds * 1000)}`]),
  ];
  return (
    <details class="rule-group" open={wrong > 0 && wrong < rules.length}>
      <summary>
        <b>{name}</b>{" "}
        <span class="quiet-text small">
          {rules.length === 1 ? "1 rule" : `${rules.length} rules`}, {facts.join(", ")}
          {wrong > 0 ? <b class="tone-bad">; {wrong} not well</b> : null}
        </span>
      </summary>
      <table class="plain rule-table">
        <tbody>
          {rules.map((rule) => (
            <tr key={JSON.stringify(rule.labels) + rule.name}>
              <th scope="row">
                {rule.name}
                <span class="note">{rule.labels["slo"] ?? ""}</span>
              </th>
              <td>
                <RuleWordOf rule={rule} />
              </td>
              <td>
                {rule.lastEvaluation === null || rule.evaluationSeconds === null
                  ? ""
                  : printMs(rule.evaluationSeconds * 1000)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
