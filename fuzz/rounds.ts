import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { Outcome } from "./subject.ts";

const outcome = z.object({
  tried: z.number(),
  failures: z.array(z.object({ input: z.string(), problem: z.string() })),
});

/** What is fuzzed, in the order of a round. */
export const SUBJECTS = ["promql", "specs", "rule-files", "answers"] as const;

const WORKER = fileURLToPath(new URL("worker.ts", import.meta.url));

/**
 * One round of a subject in a child process. A crash and a hang are failures too.
 *
 * @param patienceMs - a child that takes longer is ended
 */
export async function runRound(
  subject: string,
  seed: number,
  patienceMs: number,
  worker: string = WORKER,
): Promise<Outcome> {
  const { stdout, stderr, code, signal } = await runChild([worker, subject, String(seed)], patienceMs);
  if (code === 0) return outcome.parse(JSON.parse(stdout));
  const problem =
    signal === null ? `it ended with ${code}: ${stderr.slice(-2000)}` : `it did not end within ${patienceMs / 1000} s`;
  return { tried: 0, failures: [{ input: `subject ${subject}, seed ${seed}`, problem }] };
}

interface ChildEnd {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

function runChild(args: readonly string[], patienceMs: number): Promise<ChildEnd> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      stdio: ["ignore", "pipe", "pipe"],
      timeout: patienceMs,
      killSignal: "SIGKILL",
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (part: string) => {
      stdout += part;
    });
    child.stderr.setEncoding("utf8").on("data", (part: string) => {
      stderr += part;
    });
    child.on("error", reject).on("close", (code, signal) => {
      resolve({ stdout, stderr, code, signal });
    });
  });
}
