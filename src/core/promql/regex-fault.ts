import type { Fault } from "../diagnostics/fault.ts";
import { type Extent, ExtentCounter } from "./regex-extent.ts";
import { fault, isFault, parseClass, parseEscape, refused } from "./regex-atom.ts";

/** RE2 counts repetitions out, and refuses more than this, nested ones multiplied. */
const MAX_REPEAT = 1000;

/** Levels of its tree, without the two that anchoring adds. */
const MAX_HEIGHT = 998;

/** Its parser refuses some three million instructions; long before that nobody would wait for it. */
const MAX_SIZE = 1_000_000;

/** A group that is open, or the whole. */
interface Group {
  /** The highest product of counted repetitions inside. */
  repeats: number;
  /** The same for what a repetition would apply to; undefined where nothing stands that could be repeated. */
  atom: number | undefined;
  readonly extent: ExtentCounter;
  /** A group that only brackets adds no level to the tree. */
  readonly captures: boolean;
}

const newGroup = (captures: boolean): Group => ({
  repeats: 1,
  atom: undefined,
  extent: new ExtentCounter(),
  captures,
});

/**
 * Why Prometheus would refuse a regular expression. Its engine is RE2, as Go has it: no lookaround, no references back,
 * no atomic groups.
 *
 * @see Go's package regexp/syntax, whose parser this follows
 */
export function regexFault(regex: string): Fault | undefined {
  const extent = regexExtent(regex);
  return "problem" in extent ? extent : undefined;
}

/** What a regular expression comes to, or why Prometheus would refuse it. */
export function regexExtent(regex: string): Extent | Fault {
  if (!regex.isWellFormed()) return fault("it holds bytes that are no text", "write the character itself, such as é");
  const whole = newGroup(false);
  const groups: Group[] = [whole];
  let afterRepeat = false;
  for (let i = 0; i < regex.length;) {
    const group = groups.at(-1);
    if (group === undefined) return fault(") closes nothing", "delete it, or write \\) for the bracket itself");
    const step = parseNext(regex, i, { groups, group, afterRepeat });
    if ("problem" in step) return step;
    i = step.end;
    afterRepeat = step.repeat ?? false;
  }
  if (groups.length === 1) return bearable(whole.extent.total());
  return groups.length === 0
    ? fault(") closes nothing", "delete it, or write \\) for the bracket itself")
    : fault("( is never closed", "close it with ), or write \\( for the bracket itself");
}

function bearable(extent: Extent): Extent | Fault {
  if (extent.size > MAX_SIZE) return refused("the regular expression is too large", "use * or + for repetitions");
  return extent.height > MAX_HEIGHT
    ? refused("the regular expression nests too deeply", "write its alternatives side by side")
    : extent;
}

interface Scan {
  readonly groups: Group[];
  readonly group: Group;
  readonly afterRepeat: boolean;
}

type Step = { readonly end: number; readonly repeat?: boolean } | Fault;

function parseNext(regex: string, at: number, scan: Scan): Step {
  const { group, groups } = scan;
  switch (regex[at]) {
    case "(":
      return regex[at + 1] === "?" ? openSpecial(regex, at, scan) : open(at + 1, groups, true);
    case ")":
      groups.pop();
      close(group, groups.at(-1));
      return { end: at + 1 };
    case "|":
      group.atom = undefined;
      group.extent.alternative();
      return { end: at + 1 };
    case "*":
    case "+":
    case "?":
      return repeat(regex, at, at + 1, undefined, scan);
    case "{":
      return countedRepeat(regex, at, scan);
    case "[": {
      const set = parseClass(regex, at);
      return isFault(set) ? set : atomTo(set.end, group, false);
    }
    case "\\":
      return parseBackslash(regex, at, group);
    default:
      return atomTo(at + ((regex.codePointAt(at) ?? 0) > 0xffff ? 2 : 1), group);
  }
}

/** `{2,5}`; any other brace is a character. */
function countedRepeat(regex: string, at: number, scan: Scan): Step {
  const counted = /^\{(0|[1-9]\d*)(?:(,)(0|[1-9]\d*)?)?\}/.exec(regex.slice(at));
  if (counted === null) return atomTo(at + 1, scan.group);
  const [whole, least = "0", comma, most] = counted;
  const highest = comma === undefined ? least : most;
  const count = { least: Number(least), most: highest === undefined ? undefined : Number(highest) };
  return repeat(regex, at, at + whole.length, count, scan);
}

function atomTo(end: number, group: Group, isLiteral = true): Step {
  group.atom = 1;
  group.extent.add({ size: 1, height: 1 }, isLiteral);
  return { end };
}

function parseBackslash(regex: string, at: number, group: Group): Step {
  if (/^\\[AbBz]/.test(regex.slice(at, at + 2))) return atomTo(at + 2, group);
  if (regex.startsWith("\\Q", at)) {
    const end = regex.indexOf("\\E", at + 2);
    if (end === -1) return fault("\\Q is never ended", "write \\E behind the text that is meant itself");
    return end > at + 2 ? atomTo(end + 2, group) : { end: end + 2 };
  }
  const escape = parseEscape(regex, at);
  return isFault(escape) ? escape : atomTo(escape.end, group);
}

function open(end: number, groups: Group[], captures = false): Step {
  groups.push(newGroup(captures));
  return { end };
}

function close(inner: Group, outer: Group | undefined): void {
  if (outer === undefined) return;
  outer.atom = inner.repeats;
  outer.repeats = Math.max(outer.repeats, inner.repeats);
  const { size, height } = inner.extent.total();
  outer.extent.add(inner.captures ? { size: size + 1, height: height + 1 } : { size, height }, false);
}

/** `(?…`: a name, flags, or something that RE2 does not have. */
function openSpecial(regex: string, at: number, { groups }: Scan): Step {
  const rest = regex.slice(at);
  if (/^\(\?<?[=!]/.test(rest)) {
    return refused(
      "the regular expression uses lookahead or lookbehind, which Prometheus does not know",
      'exclude with a second matcher: code!~"…"',
    );
  }
  if (rest.startsWith("(?>")) {
    return refused("the regular expression uses an atomic group, which Prometheus does not know", "write (?:…)");
  }
  if (rest.startsWith("(?<")) {
    return refused("not every Prometheus knows groups named by (?<", "write (?P<name>…), or a plain group");
  }
  const name = /^\(\?P<\w+>/.exec(rest);
  if (name !== null) return open(at + name[0].length, groups, true);
  const flags = /^\(\?[imsU]*(?:-[imsU]+)?([:)])/.exec(rest);
  if (flags === null) return fault("(? is followed by no flag that Prometheus knows", "write (?i) or (?:…)");
  return flags[1] === ":" ? open(at + flags[0].length, groups) : { end: at + flags[0].length };
}

function repeat(
  regex: string,
  at: number,
  end: number,
  count: { readonly least: number; readonly most: number | undefined } | undefined,
  { group, afterRepeat }: Scan,
): Step {
  const written = regex.slice(at, end);
  if (
    count !== undefined &&
    (count.least > MAX_REPEAT || (count.most ?? 0) > MAX_REPEAT || (count.most ?? Infinity) < count.least)
  ) {
    return fault(
      `${written} repeats more than ${MAX_REPEAT} times, or less than never`,
      `repeat at most ${MAX_REPEAT} times`,
    );
  }
  if (group.atom === undefined)
    return fault(`${written} has nothing to repeat`, `write \\${written} for the character itself`);
  if (afterRepeat) return fault(`${written} repeats a repetition`, "put brackets around the first: (a*)*");
  const times = count?.most ?? Math.max(count?.least ?? 1, 1);
  group.extent.repeat(times);
  group.atom *= times;
  group.repeats = Math.max(group.repeats, group.atom);
  if (group.atom > MAX_REPEAT)
    return fault(`repetitions inside each other come to more than ${MAX_REPEAT}`, "use * or + for one of them");
  return { end: regex[end] === "?" ? end + 1 : end, repeat: true };
}
