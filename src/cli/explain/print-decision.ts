import { shown, shownReplicas } from "../../core/scaling/decision/shown.ts";
import { printDuration } from "../../core/budget/print.ts";
import type { DecisionView } from "../../service/http/views/decision-view.ts";

/** A decision for people: the number first, then why, then all that was weighed. */
export function printDecision(decision: DecisionView): string {
  const { service, scaling, workload, mode, at, replicas, because, burn, estimates, verdicts, inputs, rollout } =
    decision;
  const { correction, learned } = decision;
  const number = replicas === null ? "no number" : `${shownReplicas(replicas)} replicas`;
  const rows: readonly Row[] = [
    ["because", because],
    ["burn", `${burn.class}: ${burn.because}`],
    ...labelled(
      "estimates",
      estimates.map((one) => [one.estimator, one.replicas, one.because]),
    ),
    ...labelled(
      "judges",
      verdicts.map((one) => [one.judge, one.replicas, one.because]),
    ),
    ["inputs", printInputs(inputs)],
    ...(learned === null ? [] : [["learned", learned.because] as const]),
    ...(correction === null ? [] : [["capacity", printCorrection(correction)] as const]),
    ...(rollout === null ? [] : [["rollout", `${rollout.progress}, began ${printTime(rollout.startedAt)}`] as const]),
  ];
  const width = Math.max(...rows.map(([label]) => label.length));
  return [
    `${service}/${scaling} at ${printTime(at)}: ${number}`,
    `  for ${workload}, ${mode === "publish" ? "offered to autoscalers" : "only recommended"}`,
    "",
    ...rows.map(([label, text]) => `  ${label.padEnd(width)}  ${text}`),
  ]
    .map((line) => `${line.trimEnd()}\n`)
    .join("");
}

/** `2026-01-14 12:00:00 UTC` */
const printTime = (at: string): string => `${at.slice(0, 19).replace("T", " ")} UTC`;

function printCorrection({ factor, burn, frozenUntil }: NonNullable<DecisionView["correction"]>): string {
  const known = `${factor.toFixed(2)} times what was said of it, by a burn of ${shown(burn)}x at planned load`;
  return frozenUntil === null ? known : `${known}; left alone until ${printTime(frozenUntil)}: less load did not help`;
}

type Row = readonly [label: string, text: string];

/** The label stands once, before the first of its lines. */
function labelled(label: string, lines: readonly (readonly [string, number | null, string])[]): readonly Row[] {
  const width = Math.max(0, ...lines.map(([name]) => name.length));
  const numbers = lines.map(([, replicas]) => (replicas === null ? "refused" : shownReplicas(replicas)));
  const numberWidth = Math.max(0, ...numbers.map((text) => text.length));
  return lines.map(([name, , because], i) => [
    i === 0 ? label : "",
    `${name.padEnd(width)}  ${(numbers[i] ?? "").padStart(numberWidth)}  ${because}`,
  ]);
}

function printInputs({ demand, backlog, partitions, saturation, replicas }: DecisionView["inputs"]): string {
  const named = [
    ["demand", demand],
    ["backlog", backlog],
    ["partitions", partitions],
    ["saturation", saturation],
    ["replicas", replicas],
  ] as const;
  return named
    .flatMap(([name, input]) =>
      input === null
        ? []
        : [
            input.value === null
              ? `${name} unknown (${input.missing ?? "no data"})`
              : `${name} ${shown(input.value)} (${printDuration(input.ageSeconds ?? 0)} old)`,
          ],
    )
    .join(", ");
}
