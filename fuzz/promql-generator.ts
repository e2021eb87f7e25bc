import fc from "fast-check";
import { AGGREGATIONS, FUNCTIONS, type QueryType } from "../src/core/promql/functions.ts";

const WORDS = [
  ..."x up x_total a:b _ __name__ le job inf Inf INF nan NaN atan2 bool by without on ignoring group_left".split(" "),
  ..."group_right offset and or unless start end step sum avg count rate time range smoothed anchored fill AND".split(
    " ",
  ),
  ..."constructor toString __proto__ x1 e5 x-y 1x a.b é histogram sum_of_sum count_values info limitk 5m d h".split(
    " ",
  ),
];
const NUMBERS =
  "0 1 1.5 .5 5. 1e3 1E-3 1e 0x1F 0X1f 0b11 0o17 017 08 1_000 1__0 _1 1_ 0x_1F 1e1_0 Inf +Inf -Inf inf NaN nan INF 5m 1h30m 1d 5 1.5h 0m 9e999 0x1p3 1y 5ms".split(
    " ",
  );
const DURATIONS =
  "5m 1h30m 30m1h 1d 0s 0h5m 1y2w3d 5 5.5m 1ms 5M 5m5m 300y 05m 1_0m -5m 5m30 1h5 999999999999y +5m 1e3 0x10 inf (5m) 5m+5m step()".split(
    " ",
  );
const TEXTS = [
  '"a"',
  "'b'",
  "`c`",
  '""',
  '"a.b"',
  '"é"',
  '"\\n"',
  '"\\x41"',
  '"\\xff"',
  '"\\ud800"',
  '"\\U0001F600"',
  '"\\101"',
  '"\\q"',
  "'\\\"'",
  "'\\''",
  '"\ufffd"',
  "'\ufffd'",
  "`\ufffd`",
  '"\\ufffd"',
  '"a\nb"',
  "`a\nb`",
  '"\u0000"',
  '"\u0085\u2028\ufeff"',
  '"$1"',
  '"(.*)"',
  '"("',
  '"(?=a)"',
  '"1a"',
  '"a b"',
  '"__name__"',
  '"dst"',
  '"le"',
  '"{{x}}"',
];
const SPACES = ["", "", "", "", " ", " ", " ", " ", "\t", "\n", "\u00a0"];
const USUAL = "+ - * / % ^ == != > < >= <= and or unless atan2".split(" ");
const OPERATORS = "+ - =~ = ** // AND Or >/ </".split(" ");

const word = fc.constantFrom(...WORDS);
const space = fc.constantFrom(...SPACES);
const text = fc.constantFrom(...TEXTS);
const duration = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom("5m", "1h") },
  { weight: 2, arbitrary: fc.constantFrom(...DURATIONS) },
);
const labels = fc
  .array(fc.oneof({ weight: 5, arbitrary: word }, { weight: 1, arbitrary: text }), { maxLength: 3 })
  .chain((names) => fc.constantFrom(`(${names.join(",")})`, `( ${names.join(", ")} )`, `(${names.join(",")},)`));
const matcher = fc
  .tuple(
    fc.oneof({ weight: 4, arbitrary: word }, { weight: 1, arbitrary: text }),
    fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom("=", "!=", "=~", "!~") },
      { weight: 1, arbitrary: fc.constantFrom("==", "<", " = ") },
    ),
    text,
  )
  .map((parts) => parts.join(""));
const selector = fc
  .tuple(
    fc.oneof({ weight: 6, arbitrary: fc.constantFrom("x", "y", "up") }, { weight: 2, arbitrary: word }),
    fc.array(fc.oneof({ weight: 6, arbitrary: matcher }, { weight: 1, arbitrary: text }), { maxLength: 2 }),
    fc.constantFrom("", "", "", ","),
    space,
  )
  .map(([name, matchers, comma, gap]) =>
    matchers.length === 0 && comma === "" ? name : `${name}${gap}{${matchers.join(",")}${comma}}`,
  );

const modifier = fc.oneof(
  { weight: 6, arbitrary: fc.constant("") },
  { weight: 2, arbitrary: duration.map((length) => ` offset ${length}`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      " @ 5",
      " @ start()",
      " @ end()",
      " @ -1.5",
      " @ inf",
      " @5m",
      " offset -5m @ 1",
      "@1 @2",
    ),
  },
);
const matching = fc.oneof(
  { weight: 5, arbitrary: fc.constant("") },
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        fc.constantFrom(" on", " ignoring", " ON"),
        labels,
        fc.constantFrom("", "", " group_left", " group_right"),
        labels,
        fc.boolean(),
      )
      .map(([how, names, group, extra, both]) => `${how}${names}${group}${group !== "" && both ? extra : ""} `),
  },
  { weight: 1, arbitrary: fc.constantFrom(" bool ", " bool bool ", " bool on(x) ", " group_left ") },
);
const grouping = fc.oneof(
  { weight: 2, arbitrary: fc.constant("") },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.constantFrom("by", "without", "BY"), labels).map((parts) => ` ${parts.join(" ")} `),
  },
);

/** Expressions that nest at most so deep. */
const expression: fc.Memo<string> = fc.memo((depth) => {
  const leaves = [
    { weight: 4, arbitrary: selector },
    { weight: 1, arbitrary: fc.constantFrom(...NUMBERS) },
    { weight: 1, arbitrary: text },
  ];
  if (depth <= 1) return fc.oneof(...leaves);
  return fc.oneof(
    { withCrossShrink: true },
    ...leaves,
    { weight: 3, arbitrary: call(depth - 1) },
    { weight: 3, arbitrary: aggregate(depth - 1) },
    { weight: 4, arbitrary: binary(depth - 1) },
    { weight: 1, arbitrary: range(depth - 1) },
    { weight: 3, arbitrary: vector(depth - 1) },
  );
});

const vector: fc.Memo<string> = fc.memo((depth) =>
  fc.oneof(
    { weight: 3, arbitrary: fc.tuple(selector, modifier).map((parts) => parts.join("")) },
    { weight: 2, arbitrary: fc.tuple(expression(depth), modifier).map(([inner, how]) => `(${inner})${how}`) },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.constantFrom("-", "+", "- ", "!"), expression(depth)).map((parts) => parts.join("")),
    },
    { weight: 1, arbitrary: aggregate(depth) },
  ),
);

const range: fc.Memo<string> = fc.memo((depth) =>
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.tuple(selector, space, duration, modifier).map(([of, gap, d, m]) => `${of}${gap}[${d}]${m}`),
    },
    {
      weight: 3,
      arbitrary: fc
        .tuple(expression(depth), duration, fc.oneof(fc.constant(""), duration), modifier)
        .map(([inner, length, step, how]) => `${inner}[${length}:${step}]${how}`),
    },
  ),
);

const FUNCTION_NAMES = [...FUNCTIONS.keys(), "rate", "rate", "label_replace", "label_join", "vector"];

const call: fc.Memo<string> = fc.memo((depth) =>
  fc
    .constantFrom(...FUNCTION_NAMES)
    .chain((name) => {
      const args = (FUNCTIONS.get(name)?.args ?? []).map((type) => argument(type, depth));
      return fc.tuple(fc.constant(name), fc.tuple(...args), space, fc.constantFrom("", "", "", "", ","));
    })
    .map(([name, list, gap, comma]) => `${name}${gap}(${list.join(", ")}${comma})`),
);

const AGGREGATION_NAMES = [...AGGREGATIONS.keys(), "sum", "sum", "count_values", "SUM"];

const aggregate: fc.Memo<string> = fc.memo((depth) =>
  fc
    .constantFrom(...AGGREGATION_NAMES)
    .chain((name) => {
      const parameter = AGGREGATIONS.get(name.toLowerCase());
      const first = parameter === undefined ? fc.constant("") : argument(parameter, depth).map((one) => `${one}, `);
      return fc.tuple(fc.constant(name), grouping, first, expression(depth), grouping, fc.nat({ max: 8 }));
    })
    .map(
      ([name, before, one, inner, after, both]) =>
        `${name}${before}(${one}${inner})${before === "" || both === 0 ? after : ""}`,
    ),
);

/** Mostly of the type that is wanted. */
function argument(type: QueryType, depth: number): fc.Arbitrary<string> {
  const literals = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom("1", "0.5") },
    { weight: 1, arbitrary: fc.constantFrom(...NUMBERS) },
  );
  const wanted = { scalar: literals, string: text, vector: vector(depth), range: range(depth) }[type];
  return fc.oneof({ weight: 12, arbitrary: wanted }, { weight: 1, arbitrary: expression(depth) });
}

const binary: fc.Memo<string> = fc.memo((depth) =>
  fc
    .tuple(expression(depth), fc.constantFrom(...USUAL, ...USUAL, ...OPERATORS), matching, expression(depth), space)
    .map(([left, operator, how, right, gap]) =>
      /^\w/.test(operator) ? `${left} ${operator}${how} ${right}` : `${left}${gap}${operator}${how}${gap}${right}`,
    ),
);

/** Queries near PromQL: many that Prometheus takes, and many that it almost takes. */
export const promql: fc.Arbitrary<string> = expression(3).filter((query) => query.length <= 400);
