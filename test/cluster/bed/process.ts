import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

/** A program of the control plane; its output goes to a file that is shown when it fails. */
export interface RunningProgram {
  readonly name: string;
  readonly logFile: string;
  /** Undefined while it runs. */
  ended(): string | undefined;
  stop(): Promise<void>;
}

export function startProgram(
  name: string,
  program: string,
  args: readonly string[],
  { folder, env = {} }: { readonly folder: string; readonly env?: Readonly<Record<string, string>> },
): RunningProgram {
  const logFile = `${folder}/${name}.log`;
  const child = spawn(program, args, {
    cwd: folder,
    env: { PATH: process.env["PATH"], HOME: folder, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const log = createWriteStream(logFile, { flags: "a" });
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  return {
    name,
    logFile,
    ended: () => endOf(child),
    async stop() {
      if (endOf(child) === undefined) {
        child.kill("SIGKILL");
        await once(child, "exit");
      }
      log.end();
    },
  };
}

const endOf = ({ exitCode, signalCode }: ChildProcess): string | undefined =>
  exitCode === null ? (signalCode ?? undefined) : `exit code ${exitCode}`;

/** How long a program may take to get ready on a busy machine. */
const PATIENCE_MS = 120_000;

/** Waits until a check says yes; fails with the end of the program's log when it ends first. */
export async function untilReady(program: RunningProgram, isReady: () => Promise<boolean>): Promise<void> {
  const until = Date.now() + PATIENCE_MS;
  while (Date.now() < until) {
    if (await isReady().catch(() => false)) return;
    const end = program.ended();
    if (end !== undefined) throw new Error(`${program.name} ended (${end}):\n${await lastLines(program)}`);
    await sleep(100);
  }
  throw new Error(`${program.name} is not ready after ${PATIENCE_MS / 1000} s:\n${await lastLines(program)}`);
}

async function lastLines({ logFile }: RunningProgram): Promise<string> {
  return (await readFile(logFile, "utf8")).split("\n").slice(-30).join("\n");
}
