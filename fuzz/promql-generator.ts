import fc from "fast-check";
import { AGGREGATIONS, FUNCTIONS, type QueryType } from "../src/core/promql/functions.ts";
import { mostlyOf, USUAL_WEIGHT } from "./mostly.ts";
import { placedToken } from "./promql-places.ts";
import { DURATIONS, NUMBERS, TEXTS, WORDS } from "./promql-tokens.ts";

const word = mostlyOf(["a", "job", "le", "code"], WORDS);
const metric = mostlyOf(["x", "y", "up", "z_total", "h_bucket"], WORDS);
const space = mostlyOf(["", " "], ["\t", "\n", "\u00a0", " # c\n"]);
const text = mostlyOf(['"a"', "'b'", "`c`", '"a|b"', '"5.."'], TEXTS);
const number = mostlyOf(["1", "0.5", "2", "100", "1e3"], NUMBERS);
const duration = mostlyOf(["5m", "1h", "30s"], DURATIONS);
const operator = mostlyOf(
  "+ - * / % ^ == != > < >= <= and or unless atan2".split(" "),
  "=~ = ** // AND Or >/ </".split(" "),
);

const labels = fc
  .array(fc.oneof({ weight: USUAL_WEIGHT, arbitrary: word }, { weight: 1, arbitrary: text }), { maxLength: 3 })
  .chain((names) => fc.constantFrom(`(${names.join(",")})`, `( ${names.join(", ")} )`, `(${names.join(",")},)`));
const matcher = fc
  .tuple(
    fc.oneof({ weight: USUAL_WEIGHT, arbitrary: word }, { weight: 1, arbitrary: text }),
    mostlyOf(["=", "!=", "=~", "!~"], ["==", "<", " = "]),
    text,
  )
  .map((parts) => parts.join(""));
const selector = fc
  .tuple(
    metric,
    fc.array(fc.oneof({ weight: USUAL_WEIGHT, arbitrary: matcher }, { weight: 1, arbitrary: text }), { maxLength: 2 }),
    mostlyOf([""], [","]),
    space,
  )
  .map(([name, matchers, comma, gap]) =>
    matchers.length === 0 && comma === "" ? name : `${name}${gap}{${matchers.join(",")}${comma}}`,
  );

const modifier = fc.oneof(
  { weight: 12, arbitrary: fc.constant("") },
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
    { weight: 1, arbitrary: number },
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
    {
      weight: 2,
      arbitrary: fc.tuple(expression(depth), mostlyOf([""], [" offset 5m"])).map(([inner, how]) => `(${inner})${how}`),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(mostlyOf(["-", "+", "- "], ["!", "--"]), expression(depth)).map((parts) => parts.join("")),
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
      return fc.tuple(fc.constant(name), fc.tuple(...args), space, mostlyOf([""], [","]));
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
  const wanted = { scalar: number, string: text, vector: vector(depth), range: range(depth) }[type];
  return fc.oneof({ weight: 2 * USUAL_WEIGHT, arbitrary: wanted }, { weight: 1, arbitrary: expression(depth) });
}

const binary: fc.Memo<string> = fc.memo((depth) =>
  fc
    .tuple(expression(depth), operator, matching, expression(depth), space)
    .map(([left, joined, how, right, gap]) =>
      /^\w/.test(joined) ? `${left} ${joined}${how} ${right}` : `${left}${gap}${joined}${how}${gap}${right}`,
    ),
);

/** Queries near PromQL: many that Prometheus takes, and many that it almost takes. */
export const promql: fc.Arbitrary<string> = fc
  .oneof({ weight: 2, arbitrary: expression(3) }, { weight: 1, arbitrary: placedToken })
  .filter((query) => query.length <= 400);
