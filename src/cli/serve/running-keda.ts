import { TlsFiles } from "../../adapters/files/tls-files.ts";
import type { OwnMetrics } from "../../service/http/own-metrics.ts";
import type { KedaDeps } from "../../service/keda/server.ts";
import type { Log } from "../../service/ports/log.ts";
import { describeListenFailure } from "./listen-failure.ts";
import type { KedaPlan } from "./keda-plan.ts";
import type { OpenPort } from "./open-ports.ts";

/** How often the files of the certificate are compared with what is in use. */
const POLL_SECONDS = 10;

type Deps = Pick<KedaDeps, "reader" | "decisions" | "changes"> & {
  readonly metrics: OwnMetrics;
  readonly log: Log;
};

/** Serves KEDA's external scaler, where that is asked for. */
export async function openKeda(plan: KedaPlan, deps: Deps): Promise<OpenPort | string | undefined> {
  if (plan.kind === "off") return undefined;
  if (plan.kind === "plaintext") return listenOn(plan, undefined, deps);
  const { log, metrics } = deps;
  const opened = await TlsFiles.open({
    paths: plan.paths,
    pollSeconds: POLL_SECONDS,
    now: () => Date.now(),
    onReplaced: () => {
      metrics.kedaCertificate("replaced");
      log.info("the certificate for KEDA was replaced", { file: plan.paths.cert });
    },
    onRefused: (problem) => {
      metrics.kedaCertificate("refused");
      log.warn("the certificate for KEDA is not as it should be", { problem });
    },
  });
  if (!opened.ok) return noCertificate(opened.problem);
  const started = await listenOn(plan, opened.files, deps);
  if (typeof started === "string") opened.files.close();
  return started;
}

async function listenOn(
  { listen }: Exclude<KedaPlan, { kind: "off" }>,
  files: TlsFiles | undefined,
  { reader, decisions, changes, metrics, log }: Deps,
): Promise<OpenPort | string> {
  // gRPC takes a while to load, and most commands have no need of it.
  const { KEDA_LIMITS, listenForKeda } = await import("../../service/keda/server.ts");
  const { onCall, onStreams } = metrics.keda();
  const onFault = (error: unknown): void => log.error("an answer to KEDA could not be made", { error });
  const deps = { reader, decisions, changes, limits: KEDA_LIMITS, tls: files, onCall, onStreams, onFault };
  const server = await listenForKeda(deps, listen).catch((error: unknown) =>
    describeListenFailure(listen, error, "--keda-listen"),
  );
  if (typeof server === "string") return server;
  log.info("listening for KEDA", { address: server.address, tls: files !== undefined });
  return {
    // A stream is ended, and a connection told to go, when the port closes.
    leave: () => {},
    close: async (graceSeconds) => {
      await server.close(graceSeconds);
      files?.close();
    },
  };
}

const noCertificate = (problem: string): string =>
  `headroom: KEDA cannot be served with TLS: ${problem}\n  help: look at --keda-cert-file, --keda-key-file and --keda-client-ca-file\n`;
