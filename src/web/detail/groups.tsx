import { Link } from "wouter-preact";
import type { SloGroupView, SloView } from "../../service/http/view.ts";
import { budgetLeft, burn, groupOf } from "../components/printed.ts";
import { StateBadge } from "../components/state-badge.tsx";

/** The group that the URL names by its labels, or the worst. */
export function chosenGroup(groups: readonly SloGroupView[], search: URLSearchParams): SloGroupView | undefined {
  const named = groups.find(({ by }) => {
    const labels = Object.entries(by);
    return labels.length > 0 && labels.every(([label, value]) => search.get(`by.${label}`) === value);
  });
  return named ?? groups[0];
}

const searchOf = ({ by }: SloView): string =>
  new URLSearchParams(Object.entries(by).map(([label, value]) => [`by.${label}`, value])).toString();

interface Props {
  readonly groups: readonly SloView[];
  readonly chosen: SloView;
}

/** The groups of a split SLO, the worst first. */
export function Groups({ groups, chosen }: Props) {
  return (
    <section aria-labelledby="groups">
      <h2 id="groups">{groups.length} groups, the worst first</h2>
      <ul class="groups">
        {groups.map((group) => (
          <li key={groupOf(group)}>
            <Link href={`?${searchOf(group)}`} aria-current={group === chosen ? "true" : undefined}>
              {groupOf(group)}
            </Link>{" "}
            <StateBadge state={group.state} /> {budgetLeft(group)} left, {burn(group.burnRates["1h"])}
          </li>
        ))}
      </ul>
    </section>
  );
}
