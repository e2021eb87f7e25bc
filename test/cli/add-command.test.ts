import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { addCommand } from "../../src/cli/add-command.ts";
import type { CommandSpec, ParsedArguments } from "../../src/cli/command-spec.ts";

interface BakeOptions {
  readonly ovenUrl?: string;
  readonly heat: "low" | "high";
  readonly topping: readonly string[];
  readonly dry?: true;
}

/** What commander makes of a command line: what `run` was given, or why it was not called. */
async function parse(...args: readonly string[]): Promise<ParsedArguments<object> | string> {
  let given: ParsedArguments<object> | undefined;
  const keep = (parsed: ParsedArguments<object>): Promise<number> => {
    given = parsed;
    return Promise.resolve(0);
  };
  const bake: CommandSpec<BakeOptions> = {
    name: "bake",
    summary: "Bake cakes.",
    positionals: [{ value: "<cakes...>", says: "which" }],
    options: {
      ovenUrl: { value: "<url>", says: "where", conflicts: ["dry"] },
      heat: { value: "<heat>", says: "how hot", choices: ["low", "high"], default: "low" },
      topping: {
        value: "<name>",
        says: "repeatable",
        parse: (text, earlier = []) => [...earlier, text],
        default: ["sugar"],
      },
      dry: { says: "without an oven" },
    },
    subcommands: [{ name: "clean", summary: "Clean up.", options: {}, run: keep }],
    run: keep,
  };
  const program = new Command().exitOverride().configureOutput({ writeErr: () => {} });
  addCommand(program, bake);
  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    return String(error);
  }
  return given ?? "nothing was run";
}

describe("a command as data", () => {
  it("is given its positionals and its options, with their defaults", async () => {
    expect(await parse("bake", "plum", "--dry", "apple")).toEqual({
      positionals: ["plum", "apple"],
      options: { heat: "low", topping: ["sugar"], dry: true },
    });
  });

  it("has flags that follow from the names, and parses each of a repeated flag beside the earlier ones", async () => {
    expect(await parse("bake", "plum", "--oven-url", "http://oven", "--topping", "nuts", "--topping", "jam")).toEqual({
      positionals: ["plum"],
      options: { ovenUrl: "http://oven", heat: "low", topping: ["sugar", "nuts", "jam"] },
    });
  });

  it("runs the commands below it", async () => {
    expect(await parse("bake", "clean")).toEqual({ positionals: [], options: {} });
  });

  it.each([
    { args: [], says: "missing required argument 'cakes'" },
    { args: ["plum", "--heat", "none"], says: "Allowed choices are low, high." },
    { args: ["plum", "--oven-url", "http://oven", "--dry"], says: "cannot be used with option '--dry'" },
  ])("refuses $args", async ({ args, says }) => {
    expect(await parse("bake", ...args)).toContain(says);
  });
});
