import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";

const LINES_OF_FAILURE = 40;

/** Runs a program to its end, in silence; if it does not end with 0, the error carries the last of what it said. */
export async function run(
  command: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv; readonly signal?: AbortSignal } = {},
): Promise<void> {
  const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  const [code, ...said] = await Promise.all([ended(child), text(child.stdout), text(child.stderr)]);
  if (code === 0) return;
  const last = said
    .join("")
    .split("\n")
    .filter((line) => line !== "")
    .slice(-LINES_OF_FAILURE);
  throw new Error([`${command} ended with ${code}`, ...last].join("\n"));
}

/** What a program prints, or undefined if it is not there or does not end with 0. */
export async function output(command: string, args: readonly string[], cwd?: string): Promise<string | undefined> {
  const child = spawn(command, args, { ...(cwd === undefined ? {} : { cwd }), stdio: ["ignore", "pipe", "ignore"] });
  try {
    const [printed, code] = await Promise.all([text(child.stdout), ended(child)]);
    return code === 0 ? printed.trim() : undefined;
  } catch {
    return undefined;
  }
}

function ended(child: ReturnType<typeof spawn>): Promise<number | string> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve(code ?? signal ?? "no exit code"));
  });
}
