import { nearest } from "../../core/diagnostics/nearest.ts";
import type { Snapshot, StatusReader } from "../control/status-reader.ts";
import { bad } from "./parameter-values.ts";

/** What a request is about; known before its query is read. */
export interface RequestSubject<Path> {
  readonly reader: StatusReader;
  readonly snapshot: Snapshot;
  readonly path: Path;
}

type Texts = Readonly<Record<string, string>>;

/** A parameter of the query. Its name is its key in the operation. */
export interface QueryParameter<Value, Path = unknown> {
  readonly says: string;
  /** The name as the documents write it. */
  readonly writtenAs: (name: string) => string;
  /** The names under which a request may give it. */
  readonly names: (name: string, subject: RequestSubject<Path>) => readonly string[];
  /** @returns undefined when the request does not give it; @throws RequestProblem when it cannot be used */
  readonly parse: (name: string, texts: Texts) => Value | undefined;
}

export type QueryParameters<Query, Path> = {
  readonly [Name in keyof Query]: QueryParameter<Query[Name], Path>;
};

/** A parameter that is given once, such as `from=0`. */
export function single<Value>(says: string, parseText: (name: string, text: string) => Value): QueryParameter<Value> {
  return {
    says,
    writtenAs: (name) => name,
    names: (name) => [name],
    parse: (name, texts) => (texts[name] === undefined ? undefined : parseText(name, texts[name])),
  };
}

/** A parameter for each label of what the request is about, such as `by.handler=/pay`; its value is text by label. */
export function labelled<Path>(
  says: string,
  labelsOf: (subject: RequestSubject<Path>) => readonly string[],
): QueryParameter<Texts, Path> {
  return {
    says,
    writtenAs: (name) => `${name}.{label}`,
    names: (name, subject) => labelsOf(subject).map((label) => `${name}.${label}`),
    parse: (name, texts) =>
      Object.fromEntries(
        Object.entries(texts)
          .filter(([given]) => given.startsWith(`${name}.`))
          .map(([given, text]) => [given.slice(name.length + 1), text]),
      ),
  };
}

/** The values of a query. @throws RequestProblem for what is unknown, given more than once or cannot be used */
export function toQueryValues<Query, Path>(
  parameters: QueryParameters<Query, Path>,
  given: Readonly<Record<string, unknown>>,
  subject: RequestSubject<Path>,
): Readonly<Partial<Query>> {
  const names = namesOf(parameters);
  const texts = toTexts(
    given,
    names.flatMap((name) => parameters[name].names(name, subject)),
  );
  const values: Partial<Query> = {};
  for (const name of names) {
    const value = parameters[name].parse(name, texts);
    if (value !== undefined) values[name] = value;
  }
  return values;
}

/** The keys of a table, in its order. */
export function namesOf<Table extends object>(table: Table): readonly (keyof Table & string)[] {
  const names: (keyof Table & string)[] = [];
  for (const name in table) names.push(name);
  return names;
}

function toTexts(given: Readonly<Record<string, unknown>>, known: readonly string[]): Texts {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    if (!known.includes(name)) {
      const meant = nearest(name, known);
      throw bad(
        `unknown parameter ${name}`,
        meant === undefined ? `known are ${known.join(", ")}` : `did you mean ${meant}?`,
      );
    }
    if (typeof value !== "string") throw bad(`${name} is given more than once`, `give ${name} once`);
    texts[name] = value;
  }
  return texts;
}
