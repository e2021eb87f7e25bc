import { z } from "zod";

/** The form of an answer, and how it is printed. */
export interface Content<Answer> {
  readonly type: string;
  readonly schema: z.ZodType;
  readonly print: (answer: Answer) => string;
}

/** JSON of this shape. */
export const json = <Schema extends z.ZodType>(schema: Schema): Content<z.output<Schema>> => ({
  type: "application/json",
  schema,
  print: (answer) => JSON.stringify(answer),
});

/** YAML that is printed already. */
export const YAML: Content<string> = { type: "application/yaml", schema: z.string(), print: (text) => text };

/** JSON that is printed already, as a file holds it. */
export const JSON_TEXT: Content<string> = {
  type: "application/json",
  schema: z.record(z.string(), z.unknown()),
  print: (text) => text,
};
