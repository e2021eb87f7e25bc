import { type Choices, GROUPINGS, SORTS } from "./choices.ts";

interface Props {
  readonly choices: Choices;
  readonly shown: number;
  readonly all: number;
  readonly onChoose: (changed: Partial<Choices>) => void;
}

const SORT_WORDS = { urgency: "most urgent", budget: "least budget", name: "name" } as const;
const GROUPING_WORDS = { none: "nothing", service: "service", owner: "owner" } as const;

/** Search, order and grouping. */
export function Controls({ choices, shown, all, onChoose }: Props) {
  return (
    <form class="controls" role="search" onSubmit={(event) => event.preventDefault()}>
      <label>
        <span class="unseen">Search</span>
        <input
          id="search"
          type="search"
          placeholder="Search ( / )"
          value={choices.text}
          onInput={({ currentTarget }) => onChoose({ text: currentTarget.value })}
        />
      </label>
      <label>
        Sort by{" "}
        <select
          value={choices.sort}
          onChange={({ currentTarget }) =>
            onChoose({ sort: SORTS.find((sort) => sort === currentTarget.value) ?? "urgency" })
          }
        >
          {SORTS.map((sort) => (
            <option key={sort} value={sort}>
              {SORT_WORDS[sort]}
            </option>
          ))}
        </select>
      </label>
      <label>
        Group by{" "}
        <select
          value={choices.grouping}
          onChange={({ currentTarget }) =>
            onChoose({ grouping: GROUPINGS.find((grouping) => grouping === currentTarget.value) ?? "none" })
          }
        >
          {GROUPINGS.map((grouping) => (
            <option key={grouping} value={grouping}>
              {GROUPING_WORDS[grouping]}
            </option>
          ))}
        </select>
      </label>
      <span class="count" role="status">
        {shown === all ? `${all} SLOs` : `${shown} of ${all} SLOs`}
      </span>
    </form>
  );
}
