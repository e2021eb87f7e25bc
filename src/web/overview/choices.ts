import { STATES, type State } from "../../core/budget/states.ts";

/** What orders the list. */
const SORTS = ["urgency", "budget", "name"] as const;
export type Sort = (typeof SORTS)[number];

/** What the list is divided by. */
const GROUPINGS = ["none", "service", "owner"] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** What is chosen on the overview; the URL holds it, so that it can be shared. */
export interface Choices {
  readonly text: string;
  readonly state: State | undefined;
  readonly sort: Sort;
  readonly grouping: Grouping;
}

/** What is no choice in the URL is as if it were not there. */
export function readChoices(search: URLSearchParams): Choices {
  const oneOf = <T extends string>(values: readonly T[], name: string): T | undefined =>
    values.find((value) => value === search.get(name));
  return {
    text: search.get("q") ?? "",
    state: oneOf(STATES, "state"),
    sort: oneOf(SORTS, "sort") ?? "urgency",
    grouping: oneOf(GROUPINGS, "group") ?? "none",
  };
}

/** What is as it is by default has no place in the URL. */
export function writeChoices({ text, state, sort, grouping }: Choices): URLSearchParams {
  const search = new URLSearchParams();
  if (text !== "") search.set("q", text);
  if (state !== undefined) search.set("state", state);
  if (sort !== "urgency") search.set("sort", sort);
  if (grouping !== "none") search.set("group", grouping);
  return search;
}
