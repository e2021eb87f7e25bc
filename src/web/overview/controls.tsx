import type { Choices, Grouping, Sort } from "./choices.ts";

interface Props {
  readonly choices: Choices;
  readonly shown: number;
  readonly all: number;
  readonly onChoose: (changed: Partial<Choices>) => void;
}

const SORT_WORDS: Readonly<Record<Sort, string>> = { urgency: "most urgent", budget: "least budget", name: "name" };
const GROUPING_WORDS: Readonly<Record<Grouping, string>> = { none: "nothing", service: "service", owner: "owner" };

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
      <Choice title="Sort by" words={SORT_WORDS} value={choices.sort} onChoose={(sort) => onChoose({ sort })} />
      <Choice
        title="Group by"
        words={GROUPING_WORDS}
        value={choices.grouping}
        onChoose={(grouping) => onChoose({ grouping })}
      />
      <span class="count" role="status">
        {shown === all ? "" : `${shown} of `}
        {all === 1 ? "1 SLO" : `${all} SLOs`}
      </span>
    </form>
  );
}

interface ChoiceProps<T extends string> {
  readonly title: string;
  /** How people call what may be chosen. */
  readonly words: Readonly<Record<T, string>>;
  readonly value: T;
  readonly onChoose: (value: T) => void;
}

function Choice<T extends string>({ title, words, value, onChoose }: ChoiceProps<T>) {
  const isKnown = (text: string): text is T => Object.hasOwn(words, text);
  return (
    <label>
      {title}{" "}
      <select
        value={value}
        onChange={({ currentTarget: { value: text } }) => {
          if (isKnown(text)) onChoose(text);
        }}
      >
        {Object.entries<string>(words).map(([name, word]) => (
          <option key={name} value={name}>
            {word}
          </option>
        ))}
      </select>
    </label>
  );
}
