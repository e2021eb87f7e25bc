/** A parameter of the path. Its name is its key in the operation, and stands in braces in the path. */
export interface PathParameter {
  readonly says: string;
  /** What stands before the name in a path of Express. */
  readonly sign: ":" | "*";
}

/** What stands between two slashes. */
export const segment = (says: string): PathParameter => ({ says, sign: ":" });

/** All that is left of the path, slashes included. */
export const rest = (says: string): PathParameter => ({ says, sign: "*" });

/** The names in braces, for the compiler. */
type NamesIn<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never;

export type PathParameters<Path extends string> = Readonly<Record<NamesIn<Path>, PathParameter>>;

export type PathValues<Path extends string> = Readonly<Record<NamesIn<Path>, string>>;

/** The path as Express writes it. */
export function expressPath(path: string, parameters: Readonly<Record<string, PathParameter>>): string {
  return Object.entries(parameters).reduce(
    (route, [name, { sign }]) => route.replace(`{${name}}`, `${sign}${name}`),
    path,
  );
}

/** The values that Express found; it gives what {@link rest} matched in parts. */
export function toPathValues<Name extends string>(
  parameters: Readonly<Record<Name, PathParameter>>,
  found: Readonly<Record<string, string | readonly string[]>>,
): Readonly<Record<Name, string>> {
  const values = Object.fromEntries(
    Object.entries(found).map(([name, value]) => [name, typeof value === "string" ? value : value.join("/")]),
  );
  if (!hasAll(values, parameters)) throw new TypeError("the route lacks a parameter of its operation");
  return values;
}

const hasAll = <Name extends string>(
  values: Readonly<Record<string, string>>,
  named: Readonly<Record<Name, unknown>>,
): values is Readonly<Record<Name, string>> => Object.keys(named).every((name) => Object.hasOwn(values, name));
