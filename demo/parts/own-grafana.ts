import { access, realpath } from "node:fs/promises";
import { dirname, join } from "node:path";
import { findProgram } from "../../programs/find-program.ts";
import { freePort } from "../run/free-port.ts";
import type { Parts } from "../run/parts.ts";
import type { RunFolder } from "../run/run-folder.ts";
import type { GrafanaAccess } from "./grafana.ts";
import { isOk } from "./prometheus.ts";

const PART = "grafana";

/** A Grafana that is installed: its program, and the folder with its pages and defaults. */
export interface InstalledGrafana {
  readonly program: string;
  readonly home: string;
}

/** Where packages put what the program needs, when it does not lie beside it. */
const PACKAGED_HOME = "/usr/share/grafana";

/** The Grafana on PATH, if there is one that is whole. */
export async function findGrafana(folders?: readonly string[]): Promise<InstalledGrafana | undefined> {
  const program = await findProgram(["grafana", "grafana-server"], folders);
  if (program === undefined) return undefined;
  for (const home of [join(dirname(await realpath(program)), ".."), PACKAGED_HOME]) {
    if (await exists(join(home, "conf", "defaults.ini"))) return { program, home };
  }
  return undefined;
}

/** A Grafana of the demo's own: on loopback, open to whoever is on this machine, gone with the run folder. */
export class OwnGrafana implements GrafanaAccess {
  readonly url: string;
  readonly tokenFile = undefined;

  private constructor(url: string) {
    this.url = url;
  }

  /** Starts it; {@link ready} tells when it answers, which takes it some seconds. */
  static async start({ program, home }: InstalledGrafana, folder: RunFolder, parts: Parts): Promise<OwnGrafana> {
    const port = await freePort();
    const command = program.endsWith("grafana-server") ? [] : ["server"];
    await parts.start(PART, program, [...command, `--homepath=${home}`], { ...process.env, ...settings(port, folder) });
    return new OwnGrafana(`http://127.0.0.1:${port}`);
  }

  async ready(parts: Parts): Promise<void> {
    await parts.wait(PART, "it was ready", 90, async () => ((await isOk(`${this.url}/api/health`)) ? true : undefined));
  }
}

/** Grafana reads its settings from the environment; nothing of an installed one is touched, and nobody is called. */
const settings = (port: number, folder: RunFolder): NodeJS.ProcessEnv => ({
  GF_SERVER_HTTP_ADDR: "127.0.0.1",
  GF_SERVER_HTTP_PORT: String(port),
  GF_PATHS_DATA: folder.file("grafana-data"),
  GF_PATHS_LOGS: folder.file("grafana-logs"),
  GF_PATHS_PLUGINS: folder.file("grafana-plugins"),
  GF_PATHS_PROVISIONING: folder.file("grafana-provisioning"),
  GF_LOG_MODE: "console",
  GF_LOG_LEVEL: "warn",
  GF_AUTH_ANONYMOUS_ENABLED: "true",
  GF_AUTH_ANONYMOUS_ORG_ROLE: "Admin",
  GF_AUTH_DISABLE_LOGIN_FORM: "true",
  GF_ANALYTICS_REPORTING_ENABLED: "false",
  GF_ANALYTICS_CHECK_FOR_UPDATES: "false",
  GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: "false",
  GF_NEWS_NEWS_FEED_ENABLED: "false",
  GF_PLUGINS_PREINSTALL_DISABLED: "true",
});

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );
