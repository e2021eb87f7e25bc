/**
 * A command as data: what it is called, what it takes, what its help says, and the one call that does it.
 *
 * @typeParam Options - what the call gets: an interface with one member for each option
 */
export interface CommandSpec<Options extends object = object> {
  readonly name: string;
  readonly summary: string;
  readonly positionals?: readonly PositionalSpec[];
  readonly options: OptionSpecs<Options>;
  /** Stands at the end of the help. */
  readonly examples?: string;
  readonly subcommands?: readonly CommandSpec[];
  /**
   * Imports the file that does the work, only now so that help is shown at once, and returns the exit code. It is a
   * method, not a member that holds a function, so that one list takes commands of any options.
   */
  run(given: ParsedArguments<Options>): Promise<number>;
}

/** What stood on the command line. */
export interface ParsedArguments<Options> {
  readonly positionals: readonly string[];
  readonly options: Options;
}

export interface PositionalSpec {
  /** `<file>` if it must be given, `[file]` if not; `...` behind the name if there may be many. */
  readonly value: string;
  readonly says: string;
}

/** An option. Its flag follows from its name, as for settings: `tokenFile` is `--token-file`. */
export interface OptionSpec<Value = unknown> {
  /** What stands behind the flag, such as `<file>`; absent for a switch. */
  readonly value?: Value extends boolean ? never : string;
  readonly says: string;
  readonly default?: Value;
  /** All values there are, where these are few. */
  readonly choices?: readonly (Value & string)[];
  /** The value of a text. `earlier` is the default, or what the same flag has brought already. */
  readonly parse?: (text: string, earlier: Value | undefined) => Value;
  /** The options that cannot be given beside it. */
  readonly conflicts?: readonly string[];
}

/** One for each member of the options, so that commander's values, which have no types, are what the member says. */
type OptionSpecs<Options> = {
  readonly [Name in keyof Options & string]: OptionSpecOf<Exclude<Options[Name], undefined>> &
    (undefined extends Options[Name] ? unknown : { readonly default: Options[Name] }) & {
      readonly conflicts?: readonly (keyof Options)[];
    };
};

type OptionSpecOf<Value> = OptionSpec<Value> & Required<Pick<OptionSpec<Value>, NeededFor<Value>>>;

/** What an option cannot do without, if it is to bring such a value and no other. */
type NeededFor<Value> = unknown extends Value
  ? never
  : [Value] extends [boolean]
    ? never
    : string extends Value
      ? "value"
      : [Value] extends [string]
        ? "value" | "choices"
        : "value" | "parse";
