import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { exitCode } from "../src/cli/exit-code.ts";

const COMMAND = join(import.meta.dirname, "..", "src", "cli", "main.ts");

const EXIT_CODE_ROWS = [
  [exitCode.done, "done; warnings do not change it, unless `check --strict` was asked for"],
  [
    exitCode.problems,
    "the input has problems: a spec with errors, a generated file that has drifted, a rule that pages on a cause, an autoscaler that runs away",
  ],
  [exitCode.usage, "wrong usage: an unknown command, flag or value, or a path that cannot be read"],
  [exitCode.outside, "something outside failed: Prometheus, a port, the file system"],
] as const;

/** The page of all commands: what `--help` says, word for word. */
export async function cliReference(): Promise<string> {
  const main = await help([]);
  const sections: string[] = [];
  for (const command of subcommands(main)) {
    const own = await help([command]);
    sections.push(section([command], own));
    for (const below of subcommands(own)) sections.push(section([command, below], await help([command, below])));
  }
  return [INTRODUCTION, fence(main), EXIT_CODES, ...sections].join("\n\n") + "\n";
}

const INTRODUCTION = `# Commands

What \`--help\` says for each command. In a clone the command is \`bin/headroom\`. Data goes to standard output, talk to standard error; colours only to a terminal, and never when \`NO_COLOR\` is set.`;

const EXIT_CODES = `## Exit codes

| code | meaning |
|---|---|
${EXIT_CODE_ROWS.map(([code, meaning]) => `| ${code} | ${meaning} |`).join("\n")}`;

const section = (path: readonly string[], own: string): string => `## headroom ${path.join(" ")}\n\n${fence(own)}`;

const fence = (said: string): string => `\`\`\`text\n${said.trimEnd()}\n\`\`\``;

/** Names from the list of commands in a help text, without `help` itself. */
function subcommands(said: string): readonly string[] {
  const [, list = ""] = said.split(/^Commands:\n/m);
  return [...list.matchAll(/^ {2}([a-z]+)/gm)].map(([, name = ""]) => name).filter((name) => name !== "help");
}

async function help(path: readonly string[]): Promise<string> {
  // Commander breaks lines at 80 where there is no terminal.
  const child = spawn(process.execPath, [COMMAND, ...path, "--help"], {
    env: { ...process.env, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [printed] = await Promise.all([text(child.stdout), once(child, "close")]);
  if (child.exitCode !== 0) throw new Error(`headroom ${path.join(" ")} --help ended with ${child.exitCode}`);
  return printed;
}
