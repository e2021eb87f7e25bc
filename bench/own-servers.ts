import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** A program of the benchmark that serves, as a process of its own: who asks takes no time from it. */
export interface OwnServers {
  /** The first line that it has printed: it listens. */
  readonly told: string;
  stop(): void;
}

/** @param program - a file of this folder */
export async function startServers(program: string): Promise<OwnServers> {
  const child = spawn(process.execPath, [fileURLToPath(new URL(program, import.meta.url))], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const stop = (): void => void child.kill();
  for await (const told of createInterface({ input: child.stdout })) return { told, stop };
  throw new Error("the servers ended before they listened");
}
