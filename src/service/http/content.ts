import { z } from "zod";
import { inSlices } from "../control/turns.ts";

/** So many items are less than a millisecond of work. */
const PRINTED_AT_ONCE = 10;

/** The form of an answer, and how it is printed. */
export interface Content<Answer> {
  readonly type: string;
  readonly schema: z.ZodType;
  readonly print: (answer: Answer) => string | Promise<string>;
}

/** JSON of this shape. */
export const json = <Schema extends z.ZodType>(schema: Schema): Content<z.output<Schema>> => ({
  type: "application/json",
  schema,
  print: (answer) => JSON.stringify(answer),
});

/** JSON of a list, whose items are made and printed some at a time: others have their turn meanwhile. */
export const jsonList = <Item>(schema: z.ZodType, print: (item: Item) => string): Content<Iterable<Item>> => ({
  type: "application/json",
  schema,
  print: (items) => inSlices(printList(items, print)),
});

function* printList<Item>(items: Iterable<Item>, print: (item: Item) => string): Generator<void, string> {
  const printed: string[] = [];
  for (const item of items) {
    printed.push(print(item));
    if (printed.length % PRINTED_AT_ONCE === 0) yield;
  }
  return `{"items":[${printed.join(",")}]}`;
}

/** YAML that is printed already. */
export const YAML: Content<string> = { type: "application/yaml", schema: z.string(), print: (text) => text };

/** JSON that is printed already, as a file holds it. */
export const JSON_TEXT: Content<string> = {
  type: "application/json",
  schema: z.record(z.string(), z.unknown()),
  print: (text) => text,
};
