import { readdir } from "node:fs/promises";
import type { ListenAddress, Settings } from "../../adapters/settings/schema.ts";
import { createLog } from "../../adapters/telemetry/log.ts";
import type { Log } from "../../service/ports/log.ts";
import { traceIds } from "../../adapters/telemetry/tracing.ts";
import { exitCode } from "../exit-code.ts";
import { fetchSettings } from "../fetch-settings.ts";
import { ownVersion } from "../own-version.ts";
import type { RefusedPlan } from "./given-tls-paths.ts";
import { growHeapSlowly } from "./heap-growth.ts";
import { httpPorts } from "./http-ports.ts";
import { kedaPlan } from "./keda-plan.ts";
import { metricsApiPlan } from "./metrics-api-plan.ts";
import { printSettings } from "./print-settings.ts";
import { startService } from "./running-service.ts";

/** The settings that were given as flags, and what to do with them. */
export interface ServeOptions extends Readonly<Record<string, unknown>> {
  readonly config?: string;
  readonly printSettings?: true;
}

/** Runs the service until it is told to stop. Returns the exit code. */
export async function serve(options: ServeOptions): Promise<number> {
  const read = await fetchSettings(options, process.env);
  if (!read.ok) return refuse(read.problems.map((problem) => `headroom: ${problem}\n`).join(""), exitCode.usage);
  const { settings, origins } = read;
  if (options.printSettings === true) {
    process.stdout.write(printSettings(settings, origins));
    return exitCode.done;
  }
  const http = httpPorts(settings);
  if ("host" in http) return refuse(openToOthers(http), exitCode.usage);
  const metricsApi = metricsApiPlan(settings);
  if (metricsApi.kind === "refused") return refuse(refusedPlan(metricsApi), exitCode.usage);
  const keda = kedaPlan(settings);
  if (keda.kind === "refused") return refuse(refusedPlan(keda), exitCode.usage);
  const noSpecs = await folderProblem(settings);
  if (noSpecs !== undefined) return refuse(noSpecs, exitCode.usage);

  growHeapSlowly();
  const signal = nextSignal();
  const log = logFor(settings);
  const starting = startService({ settings, http, metricsApi, keda, version: ownVersion(), log });
  // A start that waits for others is given up when it is told to.
  const service = await Promise.race([starting, signal.then(() => undefined)]);
  if (service?.ok === false) return refuse(service.problem, exitCode.outside);
  const name = await signal;
  log.info("stopping", { signal: name });
  await service?.stop(name === "SIGTERM" ? settings.shutdownDelay : 0);
  return exitCode.done;
}

function refuse(text: string, code: number): number {
  process.stderr.write(text);
  return code;
}

const openToOthers = ({ host }: ListenAddress): string =>
  `headroom: ${host} is reached from other machines, and nothing says who may read there\n  help: give --token-file FILE or --trusted-user-header NAME, or let everybody in with --allow-anonymous\n`;

const refusedPlan = ({ problem, remedy }: RefusedPlan): string => `headroom: ${problem}\n  help: ${remedy}\n`;

/** Why specs cannot be read from a folder, or undefined. */
async function folderProblem({ specs }: Settings): Promise<string | undefined> {
  const error = await readdir(specs).then(
    () => undefined,
    (failure: NodeJS.ErrnoException) => failure,
  );
  if (error === undefined) return undefined;
  return error.code === "EACCES" || error.code === "EPERM"
    ? `headroom: the folder ${specs} cannot be read: no permission\n  help: let the user that headroom runs as read it, or name another with --specs FOLDER\n`
    : `headroom: there is no folder ${specs}\n  help: run headroom where your specs are, or name their folder with --specs FOLDER\n`;
}

function logFor({ logLevel, logFormat }: Settings): Log {
  const format = logFormat === "auto" ? (process.stderr.isTTY ? "text" : "json") : logFormat;
  return createLog({
    level: logLevel,
    format,
    write: (line) => void process.stderr.write(line),
    now: () => Date.now(),
    traceIds,
  });
}

/** The first signal asks; a second one finds no listener and ends the process at once. */
function nextSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    process.once("SIGTERM", resolve);
    process.once("SIGINT", resolve);
  });
}
