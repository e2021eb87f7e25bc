import { type Command, Option } from "commander";
import { flagName } from "../adapters/settings/table.ts";
import type { CommandSpec, OptionSpec } from "./command-spec.ts";

/** Adds a command, and those below it, to what commander parses. */
export function addCommand(parent: Command, spec: CommandSpec): void {
  const { name, summary, positionals = [], options, examples, subcommands = [] } = spec;
  const command = parent.command(name).description(summary);
  for (const { value, says } of positionals) command.argument(value, says);
  for (const [option, optionSpec] of Object.entries<OptionSpec>(options))
    command.addOption(toOption(option, optionSpec));
  if (examples !== undefined) command.addHelpText("after", examples);
  command.action(async () => {
    process.exitCode = await spec.run({ positionals: command.args, options: command.opts() });
  });
  for (const subcommand of subcommands) addCommand(command, subcommand);
}

function toOption(name: string, { value, says, default: usual, choices, parse, conflicts }: OptionSpec): Option {
  const option = new Option(value === undefined ? flagName(name) : `${flagName(name)} ${value}`, says);
  if (usual !== undefined) option.default(usual);
  if (choices !== undefined) option.choices(choices);
  if (parse !== undefined) option.argParser(parse);
  if (conflicts !== undefined) option.conflicts([...conflicts]);
  return option;
}
