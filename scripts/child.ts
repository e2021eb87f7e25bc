import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";

/** Runs a program to its end, its output on our stderr; fails unless it ends with 0. */
export async function run(command: string, args: readonly string[], options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {}): Promise<void> {
  const child = spawn(command, args, { ...options, stdio: ["ignore", process.stderr, process.stderr] });
  const code = await ended(child);
  if (code !== 0) throw new Error(`${command} ${args[0] ?? ""} ended with ${code}`);
}

/** What a program prints, or undefined if it is not there or does not end with 0. */
export async function output(command: string, args: readonly string[]): Promise<string | undefined> {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "ignore"] });
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
