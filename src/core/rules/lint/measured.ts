import { argumentsOf, calledBy, operandsOf } from "../../promql/operands.ts";
import { childrenOf } from "../../promql/parse-tree.ts";
import { REPLICATION, SATURATION } from "./data-causes.ts";
import { type Measured, NOTHING } from "./measure.ts";
import { measuredSelector } from "./measured-selector.ts";
import { metricWords } from "./metric-words.ts";

type SyntaxNode = Parameters<typeof childrenOf>[0];

/**
 * What a query measures: the metric that carries the quantity which is compared, not those that it is divided by,
 * guarded with or joined to.
 *
 * @param node - a query that parses
 */
export function measured(node: SyntaxNode, query: string): Measured {
  switch (node.name) {
    case "VectorSelector":
      return measuredSelector(node, query);
    case "BinaryExpr":
      return ofBinary(node, query);
    case "FunctionCall":
      return ofCall(node, query);
    case "AggregateExpr":
      return ofAggregation(node, query);
    case "NumberDurationLiteral":
    case "StringLiteral":
      return NOTHING;
    default:
      return lastOf(operandsOf(node).slice(0, 1), query);
  }
}

/** Functions whose first argument is a parameter. */
const PARAMETER_FIRST = new Set(["histogram_quantile", "quantile_over_time", "histogram_fraction"]);
/** What they yield has nothing to do with how large their argument is. */
const CHANGES = new Set(["changes", "resets", "stddev_over_time", "stdvar_over_time"]);
const TIMES = /^(?:day_of_\w+|days_in_month|hour|minute|month|year|time|pi|vector)$/;

function ofCall(node: SyntaxNode, query: string): Measured {
  const name = calledBy(node, query);
  if (TIMES.test(name)) return NOTHING;
  // That something is missing is a symptom, and so is that it is old, whatever it measures.
  if (name.startsWith("absent")) return { kind: "symptom", says: "trouble" };
  if (name === "timestamp") return { kind: "symptom", sign: "low", says: "amount" };
  const given = argumentsOf(node);
  const inner = lastOf(PARAMETER_FIRST.has(name) ? given : given.slice(0, 1), query);
  if (!CHANGES.has(name) || inner.says !== "amount") return inner;
  return { ...(roleChange(inner, query) ?? inner), sign: "high" };
}

/** Who leads is no trouble, and that it changes often is one of the cluster. */
function roleChange(of: Measured, query: string): Measured | undefined {
  if (of.kind !== "unknown" || of.at === undefined) return undefined;
  const { from, to } = of.at;
  if (!/_(?:leader|master|primary)_/.test(metricWords(query.slice(from, to)))) return undefined;
  return { kind: "cause", cause: REPLICATION, at: of.at, says: "amount" };
}

/** How many there are says nothing of how they are, unless they were compared before: `count(up)`. */
function ofAggregation(node: SyntaxNode, query: string): Measured {
  const inner = lastOf(argumentsOf(node), query);
  const counts = query.slice(node.from, node.to).startsWith("count");
  return counts && inner.kind === "symptom" && inner.says === "amount"
    ? { kind: "unknown", at: node, says: "amount" }
    : inner;
}

function lastOf(nodes: readonly SyntaxNode[], query: string): Measured {
  const last = nodes.at(-1);
  return last === undefined ? NOTHING : measured(last, query);
}

function ofBinary(node: SyntaxNode, query: string): Measured {
  const [left, right] = operandsOf(node);
  if (left === undefined || right === undefined) return NOTHING;
  const a = measured(left, query);
  const b = measured(right, query);
  // The second of two bounds only narrows the first: `0.8 < use < 1`.
  if (isComparison(node) && isComparison(bare(left)) && b.kind === "nothing") return a;
  switch (childrenOf(node).find(({ name }) => OPERATORS.has(name))?.name) {
    case "And":
      return both(a, b);
    case "Or":
      return either(a, b);
    case "Unless":
      return a.kind === "nothing" ? b : a;
    case "Mul":
      return product(a, b);
    case "Div":
      return a.kind === "nothing" ? flipped(b) : (share(a, b) ?? known(a, b, isRatio));
    case "Sub":
      return isTaken(a, b) || isMoment(left, query) ? flipped(b) : (filling(b, a) ?? known(a, b));
    case "Eql":
    case "Neq":
      return flagged(compared(a, b, equality(node, right, query)));
    case "Gtr":
    case "Gte":
      return isOnlyThere(a, right, query) ? { ...a, says: "well" } : compared(a, b, "above");
    case "Lss":
    case "Lte":
      return compared(a, b, "below");
    default:
      return a.kind === "nothing" ? b : known(a, b);
  }
}

const COMPARISONS = new Set(["Eql", "Neq", "Gtr", "Gte", "Lss", "Lte"]);
const OPERATORS = new Set([...COMPARISONS, "Add", "Sub", "Mul", "Div", "Mod", "Pow", "Atan2", "And", "Or", "Unless"]);

/** Whether a node keeps what fulfils a condition, without counting it as 0 or 1. */
const isComparison = (node: SyntaxNode): boolean =>
  node.name === "BinaryExpr" &&
  node.getChild("BoolModifier") === null &&
  childrenOf(node).some(({ name }) => COMPARISONS.has(name));

/** Whether of a difference only what is taken away is known: `time() - start`, `clock - start`. */
const isTaken = (from: Measured, taken: Measured): boolean =>
  from.kind === "nothing" || (from.kind === "unknown" && from.role === undefined && taken.kind === "cause");

/** When a sample was taken: less a time it yields an age, as `time()` does. */
const isMoment = (node: SyntaxNode, query: string): boolean => query.startsWith("timestamp", bare(node).from);

function bare(node: SyntaxNode): SyntaxNode {
  const [inner] = node.name === "ParenExpr" ? operandsOf(node) : [];
  return inner === undefined ? node : bare(inner);
}

/** The first carries the quantity, unless only the second is known: `data / (data + disk_free)`. */
function known(a: Measured, b: Measured, shaped: (of: Measured) => Measured = (of) => of): Measured {
  if (b.kind === "nothing") return a;
  return a.kind === "unknown" && b.kind === "cause" ? b : shaped(a);
}

/** Whatever is held against its limit, how full that is is a cause: `streams_open / streams_limit`. */
function filling(use: Measured, limit: Measured): Measured | undefined {
  if (use.kind !== "unknown" || use.at === undefined || use.role === "limit") return undefined;
  if (limit.kind !== "unknown" || limit.role !== "limit") return undefined;
  return { kind: "cause", cause: SATURATION, at: use.at, says: "amount" };
}

/** A share of what is taken or left is how full something is, whatever the whole is called. */
function share(part: Measured, whole: Measured): Measured | undefined {
  if (part.kind === "unknown" && part.role === "use" && part.at !== undefined && whole.kind === "unknown")
    return { kind: "cause", cause: SATURATION, at: part.at, says: "amount" };
  return filling(part, whole);
}

/** Of a share of all traffic too much may be bad, where of all traffic too little is. */
const isRatio = (of: Measured): Measured =>
  of.kind === "symptom" && of.says === "amount" ? { ...of, sign: "high" } : of;

const flipped = (of: Measured): Measured =>
  of.sign === undefined ? of : { ...of, sign: of.sign === "low" ? "high" : "low" };

type Direction = "above" | "below";

/** `== 0` asks for what is low, `== 1` for what is high, and `!=` for the opposite. */
const equality = (node: SyntaxNode, right: SyntaxNode, query: string): Direction =>
  isZero(right, query) === (node.getChild("Eql") !== null) ? "below" : "above";

/** All that takes time takes more than none: `and rate(request_duration_seconds_sum[5m]) > 0`. */
const isOnlyThere = (a: Measured, right: SyntaxNode, query: string): boolean =>
  a.kind === "symptom" && a.takesTime === true && a.says === "amount" && isZero(right, query);

const isZero = ({ from, to }: SyntaxNode, query: string): boolean => Number(query.slice(from, to)) === 0;

/** What is known by no name and has a value that is asked for is a switch: `node_load1 > 3 and is_leader == 1`. */
const flagged = (of: Measured): Measured => (of.kind === "unknown" ? { ...of, says: "well" } : of);

const opposite = (direction: Direction): Direction => (direction === "above" ? "below" : "above");

function compared(a: Measured, b: Measured, direction: Direction): Measured {
  const full = direction === "above" ? filling(a, b) : filling(b, a);
  if (full !== undefined) return { ...full, says: "trouble" };
  if (a.kind === "nothing") return b.kind === "nothing" ? NOTHING : judged(b, opposite(direction));
  return a.kind === "unknown" && b.kind === "cause" ? judged(b, opposite(direction)) : judged(a, direction);
}

function judged(of: Measured, direction: Direction): Measured {
  // What was compared before is counted here: few that are well is bad.
  const bad = of.says === "amount" ? of.sign : of.says === "trouble" ? "high" : "low";
  if (of.sign === undefined && of.kind !== "symptom") return { ...of, says: "trouble" };
  return { ...of, says: (bad === "high") === (direction === "above") ? "trouble" : "well" };
}

const guards = ({ kind, says }: Measured): boolean => kind === "nothing" || says !== "trouble";

/** With a guard the other side decides; beside a symptom a cause only narrows that down. */
function both(a: Measured, b: Measured): Measured {
  // What is not compared yet may be so further out: `(use / limit and limit > 0) > 0.8`.
  if (a.kind === "cause" && a.says === "amount" && !(b.kind === "symptom" && b.says === "trouble")) return a;
  if (guards(a) && guards(b)) return a.kind !== "cause" && b.kind === "cause" && b.says === "amount" ? b : a;
  if (guards(a)) return b;
  if (guards(b)) return a;
  return b.kind === "symptom" ? b : a;
}

/** Each side alone makes the alert fire. */
function either(a: Measured, b: Measured): Measured {
  const sides = [a, b].filter(({ kind }) => kind !== "nothing");
  const bad = sides.find(({ kind, says }) => kind === "cause" && says !== "well");
  return bad ?? sides.find(({ kind }) => kind === "symptom") ?? sides[0] ?? NOTHING;
}

/** A factor that only says that something is well is a guard in other clothes: `load * on (instance) (up == 1)`. */
function product(a: Measured, b: Measured): Measured {
  if (isFactor(a)) return b.kind === "nothing" ? a : b;
  if (isFactor(b)) return a;
  return a.says === "trouble" && b.says === "trouble" ? both(a, b) : known(a, b);
}

const isFactor = ({ kind, says, sign }: Measured): boolean =>
  kind === "nothing" || says === "well" || (kind === "symptom" && says === "amount" && sign === "low");
