/** A closed list that the values of some labels come from, so that a value outside of it can never appear. */
export interface Vocabulary {
  /** What its words are, in a sentence: "HTTP status codes". */
  readonly of: string;
  readonly words: readonly string[];
  /** Numbers count many things: only labels of such a name hold these. */
  readonly labels?: RegExp;
}

const CODES = /code|status/i;

const upTo = (first: number, last: number): readonly string[] =>
  Array.from({ length: last - first + 1 }, (_, i) => String(first + i));

/** @see https://grpc.github.io/grpc/core/md_doc_statuscodes.html */
const GRPC_CODES = [
  "OK",
  "CANCELLED",
  "UNKNOWN",
  "INVALID_ARGUMENT",
  "DEADLINE_EXCEEDED",
  "NOT_FOUND",
  "ALREADY_EXISTS",
  "PERMISSION_DENIED",
  "RESOURCE_EXHAUSTED",
  "FAILED_PRECONDITION",
  "ABORTED",
  "OUT_OF_RANGE",
  "UNIMPLEMENTED",
  "INTERNAL",
  "UNAVAILABLE",
  "DATA_LOSS",
  "UNAUTHENTICATED",
] as const;

/** `InvalidArgument`, as Go's libraries print it, which also spell one of them in the American way. */
const inCamelCase = (code: (typeof GRPC_CODES)[number]): string => {
  if (code === "OK") return code;
  if (code === "CANCELLED") return "Canceled";
  return code.toLowerCase().replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
};

/** HTTP statuses of three digits (RFC 9110, section 15), their classes, and the codes of gRPC in each spelling. */
export const VOCABULARIES: readonly Vocabulary[] = [
  // Proxies write 0 where no answer came at all.
  { of: "HTTP status codes", words: [...upTo(100, 599), "0"], labels: CODES },
  { of: "classes of HTTP statuses", words: ["1xx", "2xx", "3xx", "4xx", "5xx"] },
  { of: "classes of HTTP statuses", words: ["1XX", "2XX", "3XX", "4XX", "5XX"] },
  { of: "names of gRPC codes", words: GRPC_CODES.map(inCamelCase) },
  { of: "names of gRPC codes", words: GRPC_CODES },
  { of: "numbers of gRPC codes", words: upTo(0, GRPC_CODES.length - 1), labels: CODES },
  { of: "truth values", words: ["true", "false"] },
];

/** The lists that all values of a label come from; none for no values. */
export const vocabulariesOf = (label: string, values: readonly string[]): readonly Vocabulary[] =>
  values.length === 0
    ? []
    : VOCABULARIES.filter(
        ({ words, labels }) => labels?.test(label) !== false && values.every((value) => words.includes(value)),
      );
