import type { Snapshot, StatusReader } from "../control/status-reader.ts";
import type { Lookups } from "../lookups/lookups.ts";
import type { DecisionReader } from "../signals/decision-log.ts";
import type { Content } from "./content.ts";
import {
  expressPath,
  type PathParameter,
  type PathParameters,
  type PathValues,
  toPathValues,
} from "./path-parameters.ts";
import { RequestProblem } from "./problem.ts";
import { namesOf, type QueryParameters, toQueryValues, type RequestSubject } from "./query-parameters.ts";

/** What the API tells under one path. Its route, its metric label and its part of the documents follow from it. */
export interface Operation {
  /** As OpenAPI writes it: `/api/v1/slos/{service}/{slo}`. */
  readonly path: string;
  /** As Express writes it: `/api/v1/slos/:service/:slo`. */
  readonly route: string;
  /** The label under which its requests are counted. */
  readonly countedAs: string;
  readonly says: string;
  readonly parameters: readonly Parameter[];
  readonly answers: Pick<Content<unknown>, "type" | "schema">;
  /** @returns the printed answer; @throws RequestProblem when there is none */
  readonly answer: (readers: Readers, request: RequestParts) => string | Promise<string>;
}

/** Whom operations ask. */
export interface Readers {
  readonly reader: StatusReader;
  readonly decisions: DecisionReader;
  readonly lookups: Lookups;
  /** Where browsers reach sources, by their names. */
  readonly publicUrls: ReadonlyMap<string, string>;
}

interface Parameter {
  readonly name: string;
  readonly in: "path" | "query";
  readonly says: string;
}

/** What an answer depends on, as Express takes a request apart. */
interface RequestParts {
  readonly params: Readonly<Record<string, string | readonly string[]>>;
  readonly query: Readonly<Record<string, unknown>>;
}

interface Definition<Path extends string, Query, Answer> {
  readonly path: Path;
  /** One sentence. */
  readonly says: string;
  readonly inPath: PathParameters<Path>;
  readonly inQuery: QueryParameters<Query, PathValues<Path>>;
  readonly answers: Content<Answer>;
  /** The path itself, unless told otherwise. */
  readonly countedAs?: string;
  /** Set where equal requests have equal answers for as long as the snapshot is the same: the last one is kept. */
  readonly isOfSnapshot?: true;
  /** A promise where it is asked of others. */
  readonly answer: (asked: Asked<PathValues<Path>, Query>) => Answer | Promise<Answer>;
}

/** A request whose parameters were all checked. */
interface Asked<Path, Query> extends RequestSubject<Path>, Omit<Readers, "reader"> {
  readonly query: Readonly<Partial<Query>>;
}

/** The label of what is read as a whole, by few. */
export const DOCUMENT = "/api/v1/:document";

/** An operation from what is said of it. The compiler holds path, parameters and answer to each other. */
export function operation<Path extends string, Query, Answer>(definition: Definition<Path, Query, Answer>): Operation {
  const { path, says, inPath, inQuery, answers } = definition;
  const route = expressPath(path, inPath);
  let last:
    | { readonly snapshot: Snapshot; readonly asked: string; readonly printed: string | Promise<string> }
    | undefined;
  return {
    path,
    route,
    countedAs: definition.countedAs ?? route,
    says,
    parameters: toParameters(inPath, inQuery),
    answers,
    answer: ({ reader, ...others }, { params, query }) => {
      const subject = {
        reader,
        path: toPathValues(inPath, params),
        // Read late, so that what is wrong with a request is told before the first evaluation too.
        get snapshot() {
          return snapshotOf(reader);
        },
      };
      const values = toQueryValues(inQuery, query, subject);
      const print = (): string | Promise<string> => {
        const answered = definition.answer({ ...subject, ...others, query: values });
        return answered instanceof Promise ? answered.then(answers.print) : answers.print(answered);
      };
      if (definition.isOfSnapshot !== true) return print();
      const { snapshot } = subject;
      const asked = JSON.stringify([params, query]);
      if (last?.snapshot !== snapshot || last.asked !== asked) last = { snapshot, asked, printed: print() };
      return last.printed;
    },
  };
}

function toParameters<Query, Path>(
  inPath: Readonly<Record<string, PathParameter>>,
  inQuery: QueryParameters<Query, Path>,
): readonly Parameter[] {
  return [
    ...Object.entries(inPath).map(([name, { says }]): Parameter => ({ name, in: "path", says })),
    ...namesOf(inQuery).map((name): Parameter => {
      const { writtenAs, says } = inQuery[name];
      return { name: writtenAs(name), in: "query", says };
    }),
  ];
}

function snapshotOf(reader: StatusReader): Snapshot {
  const snapshot = reader.snapshot();
  if (snapshot === undefined)
    throw new RequestProblem(
      "not-ready",
      "the specs were not evaluated yet",
      "ask again in some seconds; /readyz?verbose says what is awaited",
    );
  return snapshot;
}
