import { beforeAll, describe, expect, it } from "vitest";
import { type LintFault, lintPlanted } from "./fixtures/planted-tree.ts";

// The real linter with the real configuration, on files of the core with planted faults.

interface Case {
  readonly title: string;
  readonly text: string;
  /** What each fault says, in order of their places. */
  readonly says?: readonly RegExp[];
}

const NO_COMMENT = (name: string): RegExp => new RegExp(`^${name} has no doc comment right above it: write /\\*\\*`);
const NO_UNIT = (name: string): RegExp => new RegExp(`^the unit of the number ${name} is not told: say it in `);

const COMMENTS: readonly Case[] = [
  {
    title: "reports every kind of export that has no comment",
    text: `
export function one(): string {
  return "1";
}
export const two = "2";
export class Three {}
export interface Four {
  readonly four: string;
}
export type Five = "5";
`,
    says: ["one", "two", "Three", "Four", "Five"].map(NO_COMMENT),
  },
  {
    title: "reports what a list exports, and nothing that stays inside",
    text: `
const inside = "1";
const outside = inside;

export { outside };
`,
    says: [NO_COMMENT("outside")],
  },
  {
    title: "takes no line comment, and none that a blank line parts from its export, for a doc comment",
    text: `
// Told in a line.
export const lined = "1";

/** Told of something else. */

export const parted = "2";

/** Told right above, with a remark on the line below. */
// As it was planted.
export const remarked = "3";
`,
    says: [NO_COMMENT("lined"), NO_COMMENT("parted")],
  },
  {
    title: "reports a comment that says no more than the name",
    text: `
/** The error budgets. */
export const errorBudget = "1";

/** Error budget; undefined for a target of 100 %. */
export const ownErrorBudget = "1";
`,
    says: [/^the doc comment of errorBudget says no more than the name: add .*unit, range/],
  },
  {
    title: "asks for one comment above the overloads of a function",
    text: `
/** Cuts what it is given, a word or a list of them. */
export function cut(what: string): string;
export function cut(what: readonly string[]): readonly string[];
export function cut(what: string | readonly string[]): string | readonly string[] {
  return what.slice(1);
}
`,
  },
  {
    title: "reports the public methods and properties of a class, but no private ones and no constructor",
    text: `
/** Planted in a test. */
export class Store {
  #kept = "";
  constructor(kept: string) {
    this.#kept = kept;
  }
  get kept(): string {
    return this.#kept;
  }
  take(): string {
    return this.#hidden() + this.hiddenToo();
  }
  readonly give = (): string => this.#kept;
  /** Shared with its setter, as one property. */
  get first(): string {
    return this.#kept.slice(0, 1);
  }
  set first(letter: string) {
    this.#kept = letter + this.#kept;
  }
  #hidden(): string {
    return this.#kept;
  }
  private hiddenToo(): string {
    return this.#kept;
  }
}
`,
    says: ["Store.kept", "Store.take", "Store.give"].map(NO_COMMENT),
  },
  {
    title: "looks into what a constant holds",
    text: `
/** Planted in a test. */
export const Shelf = class {
  take(): string {
    return "1";
  }
};

/** Planted in a test. */
export const read = ((from: number): string => String(from)) satisfies unknown as (from: number) => string;
`,
    says: [NO_COMMENT("Shelf.take"), NO_UNIT("from")],
  },
];

const ERRORS: readonly Case[] = [
  {
    title: "reports a function and a method that throw and do not say so",
    text: `
/** Reads a planted text. */
export const parse = (text: string): string => {
  if (text === "") throw new RangeError("empty");
  return text;
};

/** Planted in a test. */
export class Reader {
  constructor(text: string) {
    if (text === "") throw new TypeError("empty");
  }
  /** Reads on. */
  next(): never {
    throw new RangeError("over");
  }
}
`,
    says: [
      /^parse throws, and its doc comment does not say so: add "@throws RangeError if \.\.\."$/,
      /^Reader\.constructor throws.*"@throws TypeError if/,
      /^Reader\.next throws/,
    ],
  },
  {
    title: "is content with @throws, and with what is thrown by another function or caught",
    text: `
/**
 * Reads a planted text.
 *
 * @throws RangeError if it is empty
 */
export function parse(text: string): string {
  if (text === "") throw new RangeError("empty");
  return text;
}

/** Refuses later, not now. */
export const refusing = (): (() => never) => {
  return () => {
    throw new RangeError("later");
  };
};

/** Whether there is text. */
export function isText(text: string): boolean {
  try {
    if (text === "") throw new RangeError("empty");
    return true;
  } catch {
    return false;
  }
}
`,
  },
];

const NUMBERS: readonly Case[] = [
  {
    title: "reports numbers of functions whose unit nothing tells",
    text: `
/** Waits for what is planted. */
export const wait = (length: string, pause: number, { most }: { readonly most?: number }, tries = -3): string =>
  [length, pause, most, tries].join(" ");

/** Looks at what is planted. */
export function age(of: string): number | undefined {
  return of === "" ? undefined : of.length;
}

/** Planted in a test. */
export class Clock {
  /** Goes on for a while. */
  advance(by: readonly number[]): string {
    return by.join(" ");
  }
}
`,
    says: [
      NO_UNIT("pause"),
      NO_UNIT("most"),
      NO_UNIT("tries"),
      /^the unit of the number age .*@returns/,
      NO_UNIT("by"),
    ],
  },
  {
    title: "reports numbers of types whose unit nothing tells",
    text: `
/** Planted in a test. */
export interface Sizes {
  readonly small: number;
  readonly inside: { readonly large: number };
  /** The read. */
  readonly read: () => number;
  resize(to: number): void;
}

/** Planted in a test. */
export type Rate = number;

/** Planted in a test. */
export type Kind = { readonly kind: "a"; readonly value: number } | { readonly kind: "b" };

/** Planted in a test. */
export const known: ReadonlyMap<string, number> = new Map();

/** Planted in a test. */
export class Box {
  readonly width: number = 1;
}
`,
    says: ["small", "large", "read", "to", "Rate", "value", "known", "width"].map(NO_UNIT),
  },
  {
    title: "is told a unit by the end of a name",
    text: `
/** Planted in a test. */
export const spanMs = (fromMs: number, rowCount: number, eventsPerSecond: number, EDGE_ROWS: number): number =>
  fromMs + rowCount + eventsPerSecond + EDGE_ROWS;

/** Planted in a test. */
export interface Sizes {
  readonly bytes: number;
  readonly badRatio: number;
  readonly replicas: number | undefined;
  readonly at: readonly [line: number, column: number];
}
`,
  },
  {
    title: "is told a unit by a comment",
    text: `
/**
 * Looks at what is planted, \`most\` at once.
 *
 * @param pause - between two looks, in milliseconds
 * @returns how often
 */
export const look = (pause: number, { most }: { readonly most: number }): number => pause + most;

/** What is left of it, 0..1. */
export const left = (): number => 1;

/** Bad events, \`bad\`, among the others. */
export interface Counts {
  readonly bad: number;
  /** Good and bad ones. */
  readonly total: number;
}

/** Planted in a test. */
export type Kind =
  /** With a value in the unit of the histogram. */
  { readonly kind: "a"; readonly value: number } | { readonly kind: "b" };

/** A multiple of what is sustainable. */
export type Rate = number;
`,
  },
  {
    title: "takes a brand for a unit",
    text: `
declare const brand: unique symbol;

/** Planted in a test. */
export type Rate = number & { readonly [brand]: "rate" };
`,
  },
];

const CASES = [...COMMENTS, ...ERRORS, ...NUMBERS];
const fileOf = (index: number): string => `src/core/units/case-${index}.ts`;

let faults: readonly LintFault[];

const saidOf = (file: string): readonly string[] =>
  faults
    .filter(({ code, filename }) => code === "headroom(documented)" && filename === file)
    .map(({ message }) => message);

beforeAll(async () => {
  faults = await lintPlanted({
    ...Object.fromEntries(CASES.map(({ text }, i) => [fileOf(i), text])),
    "src/core/units/wire_pb.ts": "export const generated = 1;\n",
    "src/adapters/files/outside.ts": "export const outside = 1;\n",
  });
});

describe("the documentation of the core", () => {
  it.each(CASES.map((one, i) => ({ ...one, file: fileOf(i) })))("$title", ({ file, says = [] }) => {
    const said = saidOf(file);
    expect(said).toEqual(says.map((words): unknown => expect.stringMatching(words)));
  });

  it("is asked for neither in generated files nor outside of the core", () => {
    expect(saidOf("src/core/units/wire_pb.ts")).toEqual([]);
    expect(saidOf("src/adapters/files/outside.ts")).toEqual([]);
  });
});
