type Line = { readonly mark: " " | "-" | "+"; readonly text: string };

/** Lines around a change that a reader needs to find it. */
const CONTEXT = 3;

/**
 * Beyond this many pairs of lines a changed middle is shown as replaced whole, instead of being compared for seconds.
 */
const MOST_PAIRS = 4_000_000;

/**
 * The change from one text to another as a unified diff; empty when they are equal. An undefined side does not exist.
 */
export function lineDiff(path: string, before: string | undefined, after: string | undefined): string {
  if (before === after) return "";
  const lines = compare(toLines(before), toLines(after));
  const from = before === undefined ? "/dev/null" : `a/${path}`;
  const to = after === undefined ? "/dev/null" : `b/${path}`;
  return `--- ${from}\n+++ ${to}\n${hunks(lines).join("")}`;
}

const toLines = (text: string | undefined): readonly string[] =>
  text === undefined || text === "" ? [] : text.replace(/\n$/, "").split("\n");

function compare(a: readonly string[], b: readonly string[]): readonly Line[] {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail])
    tail += 1;
  const mark = (lines: readonly string[], sign: Line["mark"]): Line[] => lines.map((text) => ({ mark: sign, text }));
  return [
    ...mark(a.slice(0, head), " "),
    ...compareMiddle(a.slice(head, a.length - tail), b.slice(head, b.length - tail)),
    ...mark(a.slice(a.length - tail), " "),
  ];
}

/** Longest common subsequence by the usual table. */
function compareMiddle(a: readonly string[], b: readonly string[]): readonly Line[] {
  const lines: Line[] = [];
  const width = b.length + 1;
  const small = a.length * b.length <= MOST_PAIRS;
  const common = new Uint32Array(small ? (a.length + 1) * width : 0);
  const at = (i: number, j: number): number => common[i * width + j] ?? 0;
  if (small) {
    for (let i = a.length - 1; i >= 0; i--) {
      for (let j = b.length - 1; j >= 0; j--) {
        common[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
      }
    }
  }
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const left = a[i];
    const right = b[j];
    if (small && left !== undefined && left === right) {
      lines.push({ mark: " ", text: left });
      i += 1;
      j += 1;
    } else if (left !== undefined && (right === undefined || at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ mark: "-", text: left });
      i += 1;
    } else if (right !== undefined) {
      lines.push({ mark: "+", text: right });
      j += 1;
    }
  }
  return lines;
}

function hunks(lines: readonly Line[]): readonly string[] {
  const near = lines.map((_, i) =>
    lines.slice(Math.max(0, i - CONTEXT), i + CONTEXT + 1).some(({ mark }) => mark !== " "),
  );
  const printed: string[] = [];
  let old = 1;
  let fresh = 1;
  for (let i = 0; i < lines.length;) {
    let end = i;
    while (end < lines.length && near[end] === near[i]) end += 1;
    const part = lines.slice(i, end);
    const removed = part.filter(({ mark }) => mark !== "+").length;
    const added = part.filter(({ mark }) => mark !== "-").length;
    if (near[i] === true)
      printed.push(
        `@@ -${position(old, removed)} +${position(fresh, added)} @@\n${part.map(({ mark, text }) => `${mark}${text}\n`).join("")}`,
      );
    old += removed;
    fresh += added;
    i = end;
  }
  return printed;
}

/** An empty side is counted from the line before, as diff and patch do. */
const position = (start: number, count: number): string => `${count === 0 ? start - 1 : start},${count}`;
