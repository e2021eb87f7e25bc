import { useMemo } from "preact/hooks";
import { NO_NUMBER, printCoverage, printDuration, printTarget } from "../../core/budget/print.ts";
import type { SloDetailView, SloGroupView, SloView } from "../../service/http/view.ts";
import { printMoment } from "../components/moment.ts";
import { frozenFor, goodBounds, knownPart, lowTraffic, whyNoBurn } from "../components/no-data.ts";
import {
  budgetAsEvents,
  budgetAsTime,
  budgetLeft,
  burn,
  emptyIn,
  isHourSeen,
  printSeconds,
  projected,
} from "../components/printed.ts";
import { StateBadge } from "../components/state-badge.tsx";
import { useRecentHistory } from "./histories.ts";
import { pagingSince } from "./replayed.ts";
import { verdict } from "./verdict.ts";

interface Props {
  readonly detail: SloDetailView;
  readonly group: SloGroupView;
}

/** What it promises, how it stands in one sentence, and the four numbers. */
export function Headline({ detail, group }: Props) {
  const { service, slo, description, window, target } = detail;
  const recent = useRecentHistory(group);
  const since = useMemo(
    () =>
      recent.data === undefined || group.state !== "burning"
        ? undefined
        : pagingSince(recent.data, detail.alerts, target),
    [recent.data, group.state, detail.alerts, target],
  );
  return (
    <header class="headline">
      <h1>
        {service} / {slo} <StateBadge state={group.state} />
      </h1>
      <p class="verdict">{verdict(group, since)}</p>
      <p class="quiet-text">
        {printTarget(target)} of events are good, over {window}. {description}
      </p>
      {remarksOn(group, detail).map((remark) => (
        <p key={remark} class="remark">
          {remark}
        </p>
      ))}
      <Tiles group={group} window={window} />
      <p class="quiet-text small">
        {group.ageSeconds === null ? "no sample yet" : `newest sample ${printDuration(group.ageSeconds)} old`};{" "}
        {printCoverage(group.coverage)} of the window is known
        {group.approximate ? "; some of it is counted from rates" : ""}
      </p>
    </header>
  );
}

/** What keeps the numbers from being the whole truth. */
function remarksOn(group: SloView, { changes }: SloDetailView): readonly string[] {
  const frozen = frozenFor(group);
  // The verdict says why nothing is known.
  const note = group.state === "no-data" ? null : group.note;
  const remarks = [note, frozen === null ? null : `What is left of the budget is ${frozen}.`, knownPart(group)];
  return [...remarks, lowTraffic(group), changedWithin(group, changes)].filter((remark) => remark !== null);
}

/** That its definition changed within the window: what was told of the time before may have been another number. */
function changedWithin({ at, windowSeconds }: SloView, changes: SloDetailView["changes"]): string | null {
  const nowMs = Date.parse(at);
  const last = changes.find((change) => Date.parse(change.at) > nowMs - windowSeconds * 1000);
  if (last === undefined) return null;
  const since = printMoment(Date.parse(last.at), nowMs);
  return `Its definition changed at ${since} (${last.says}): all that is shown is counted by the present one.`;
}

function Tiles({ group, window }: { readonly group: SloGroupView; readonly window: string }) {
  return (
    <dl class="tiles">
      <Tile title="Budget left" value={budgetLeft(group)} more={[budgetAsTime(group), budgetAsEvents(group)]} />
      <Tile
        title="Good events now"
        value={share(group.errorRatios["1h"])}
        more={[overWindow(group, "1h"), `${share(group.errorRatios["slo"])} ${overWindow(group, "slo", window)}`]}
      />
      <Tile
        title="Burn, 1h"
        value={burn(group.burnRates["1h"])}
        more={[whyNoBurn(group, "1h") ?? `5m ${burn(group.burnRates["5m"])}, 6h ${burn(group.burnRates["6h"])}`]}
      />
      {group.latency === null ? null : (
        <Tile
          title="Latency, p99"
          value={latency(group.latency["0.99"])}
          more={[`p95 ${latency(group.latency["0.95"])}, p50 ${latency(group.latency["0.5"])}`, "over 5m"]}
        />
      )}
      <Tile title="Budget empty" value={emptyIn(group)} more={[whyEmptyThen(group)]} />
    </dl>
  );
}

/** Over which time a share is, and within which bounds it is known where events are few. */
function overWindow(group: SloGroupView, window: string, name = window): string {
  const bounds = goodBounds(group, window);
  return bounds === null ? `over ${name}` : `over ${name} (${bounds})`;
}

/** What the time says that is left, or why there is none. */
function whyEmptyThen(group: SloView): string {
  const { remaining } = group.budget;
  if (remaining !== null && remaining <= 0) return "used up";
  if (projected(group) !== null) return "at the present burn";
  return (
    whyNoBurn(group, "1h") ??
    (isHourSeen(group) ? "it does not shrink at present" : "too little of the last hour is known")
  );
}

const latency = (value: number | null): string => (value === null ? NO_NUMBER : printSeconds(value));

/** Rounded to the worse side, with as many digits as tell it from the target. */
const share = (errorRatio: number | null | undefined): string =>
  errorRatio === null || errorRatio === undefined
    ? NO_NUMBER
    : `${(Math.floor((1 - errorRatio) * 1e5) / 1e3).toFixed(3)}%`;

interface TileProps {
  readonly title: string;
  readonly value: string;
  /** A line each. */
  readonly more: readonly string[];
}

function Tile({ title, value, more }: TileProps) {
  return (
    <div class="tile">
      <dt>{title}</dt>
      <dd>
        <span class="big">{value}</span>
        {more.map((line) => (
          <span key={line} class="small">
            {line}
          </span>
        ))}
      </dd>
    </div>
  );
}
