import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { elsewhere } from "./elsewhere.ts";

/** Where the docs say that things are, and where they are in the test. */
export interface Addresses {
  /** In the place of 127.0.0.1:9090. */
  readonly prometheus: string;
  /** In the place of 127.0.0.1:8080. */
  readonly headroom: string;
  /** In the place of 127.0.0.1:4318. */
  readonly collector: string;
}

export interface SessionOptions {
  readonly folder: string;
  readonly project: string;
  readonly addresses: Addresses;
}

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs until it is told to stop: `headroom serve` and `headroom status --watch`. */
const LONG_RUNNING = /^(?:\w+=\S+ )*(?:bin\/)?headroom (?:serve\b(?!.*--(?:print-settings|help))|status .*--watch\b)/;

const SECONDS_TO_FIRST_OUTPUT = 60;
const SECONDS_TO_END = 15;

/** A reader's terminal: the blocks of one page run in it one after the other. */
export class ShellSession {
  readonly #options: SessionOptions;
  readonly #running: ChildProcess[] = [];

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  /** Runs a block to its end, or until it says something if it runs for ever. */
  async run(block: string): Promise<Outcome> {
    const script = this.#here(
      block
        .split("\n")
        .filter((line) => elsewhere(line) === undefined)
        .join("\n"),
    );
    const lines = script.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("#"));
    const endless = lines.filter((line) => LONG_RUNNING.test(line));
    if (endless.length === 0) return this.#toItsEnd(script);
    if (lines.length > 1)
      throw new Error(`a command that runs until it is stopped needs a block of its own: ${endless.join(", ")}`);
    return this.#untilItSpeaks(script);
  }

  /** Ends what still runs, as Ctrl-C would. */
  async stop(): Promise<void> {
    await Promise.all(this.#running.map(stopGroup));
  }

  async #toItsEnd(script: string): Promise<Outcome> {
    const child = this.#bash(script);
    const said = listen(child);
    await once(child, "close");
    return { code: child.exitCode, ...said() };
  }

  async #untilItSpeaks(script: string): Promise<Outcome> {
    const child = this.#bash(script);
    this.#running.push(child);
    const said = listen(child);
    for (let waited = 0; waited < SECONDS_TO_FIRST_OUTPUT && child.exitCode === null; waited += 0.1) {
      // Still running is how such a command succeeds.
      if (await this.#isUp(script, said())) return { code: 0, ...said() };
      await sleep(100);
    }
    return { code: child.exitCode ?? 1, ...said() };
  }

  async #isUp(script: string, { stdout, stderr }: Pick<Outcome, "stdout" | "stderr">): Promise<boolean> {
    if (stdout + stderr === "") return false;
    return !script.includes("headroom serve") || (await this.#isReady());
  }

  #isReady(): Promise<boolean> {
    return fetch(`http://${this.#options.addresses.headroom}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
  }

  #here(text: string): string {
    const { prometheus, headroom, collector } = this.#options.addresses;
    return text
      .replaceAll("127.0.0.1:9090", prometheus)
      .replaceAll("127.0.0.1:8080", headroom)
      .replaceAll("127.0.0.1:4318", collector);
  }

  /** Folder and exported variables outlive a block, as in a terminal. */
  #bash(script: string): ChildProcess {
    const { folder, project, addresses } = this.#options;
    const state = join(folder, "state.sh");
    const framed = [
      "set -euo pipefail",
      `cd '${project}'`,
      `if [ -e '${state}' ]; then . '${state}'; fi`,
      `remember() { { declare -px; printf 'cd %q\\n' "$PWD"; } > '${state}'; }`,
      "trap remember EXIT",
      script,
    ].join("\n");
    return spawn("bash", ["-c", framed], {
      detached: true,
      env: readerEnvironment(folder, addresses),
      stdio: ["ignore", "pipe", "pipe"],
    });
  }
}

/** Neither this test's Node nor its settings: the launcher has to find its own. */
function readerEnvironment(home: string, { headroom, prometheus }: Addresses): NodeJS.ProcessEnv {
  const path = (process.env.PATH ?? "").split(":").filter((entry) => !entry.endsWith("node_modules/.bin"));
  return {
    PATH: path.join(":"),
    HOME: home,
    LANG: "C.UTF-8",
    NO_COLOR: "1",
    HEADROOM_LISTEN: headroom,
    HEADROOM_PROMETHEUS: `http://${prometheus}`,
  };
}

function listen(child: ChildProcess): () => Pick<Outcome, "stdout" | "stderr"> {
  const said = { stdout: "", stderr: "" };
  child.stdout?.setEncoding("utf8").on("data", (chunk: string) => (said.stdout += chunk));
  child.stderr?.setEncoding("utf8").on("data", (chunk: string) => (said.stderr += chunk));
  return () => ({ ...said });
}

async function stopGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  process.kill(-child.pid, "SIGINT");
  const patience = setTimeout(() => process.kill(-(child.pid ?? 0), "SIGKILL"), SECONDS_TO_END * 1000);
  await ended;
  clearTimeout(patience);
}
