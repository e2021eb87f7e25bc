import { compress } from "snappyjs";
import { escapeRegex } from "../../../core/promql/merged-selector.ts";
import type { MatchOperator, Selector } from "../../../core/promql/selector.ts";
import { UnsupportedWay } from "./broken.ts";

const TAG = {
  query: 0x0a,
  responseType: 0x12,
  start: 0x08,
  end: 0x10,
  matcher: 0x1a,
  matcherType: 0x08,
  matcherName: 0x12,
  matcherValue: 0x1a,
} as const;

/** Kinds of answers, the wanted one first: chunks as they are stored, or whole samples from whoever has none. */
const RESPONSE_TYPES = { streamedChunks: 1, samples: 0 } as const;

const MATCHER_TYPE: Readonly<Record<MatchOperator, number>> = { "=": 0, "!=": 1, "=~": 2, "!~": 3 };

const NAME = "__name__";

const text = new TextEncoder();

/**
 * A `prometheus.ReadRequest` for the samples of a selector between two moments, both included, compressed as it is
 * sent.
 *
 * @throws UnsupportedWay for a selector with bytes that are no text
 */
export function readRequest({ metric, matchers }: Selector, fromMs: number, toMs: number): Uint8Array<ArrayBuffer> {
  const named = metric === "" ? [] : [encodeMatcher("=", NAME, metric)];
  const query = [
    TAG.start,
    ...varint(fromMs),
    TAG.end,
    ...varint(toMs),
    ...named.flat(),
    ...matchers.flatMap(({ label, operator, value }) =>
      // Of `=` a server takes out the labels that it adds to all its answers, which its queries do not know.
      operator === "=" && label !== NAME
        ? encodeMatcher("=~", label, escapeRegex(value))
        : encodeMatcher(operator, label, value),
    ),
  ];
  const types = Object.values(RESPONSE_TYPES);
  return compress(Uint8Array.from([...field(TAG.query, query), ...field(TAG.responseType, types)]));
}

const encodeMatcher = (operator: MatchOperator, label: string, value: string): readonly number[] =>
  field(TAG.matcher, [
    TAG.matcherType,
    MATCHER_TYPE[operator],
    ...field(TAG.matcherName, encodeText(label)),
    ...field(TAG.matcherValue, encodeText(value)),
  ]);

function encodeText(value: string): Uint8Array {
  if (!value.isWellFormed()) throw new UnsupportedWay("the selector holds bytes that are no text");
  return text.encode(value);
}

const field = (tag: number, content: ArrayLike<number>): readonly number[] => [
  tag,
  ...varint(content.length),
  ...Array.from(content),
];

const varint = (value: number): readonly number[] =>
  value < 0x80 ? [value] : [(value % 0x80) | 0x80, ...varint(Math.floor(value / 0x80))];
