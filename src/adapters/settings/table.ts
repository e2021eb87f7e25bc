/** What people are told about a setting. Data alone, so that `--help` loads nothing else. */
export interface SettingText {
  /** What stands behind the flag; absent for a switch. */
  readonly value?: string;
  readonly default?: string;
  readonly says: string;
  /** Too large for a flag or a variable. */
  readonly fileOnly?: true;
}

/**
 * All settings of the service. Flags and variables are derived from the names: `queryTimeout`, `--query-timeout`,
 * `HEADROOM_QUERY_TIMEOUT`.
 */
export const SETTINGS = {
  prometheus: {
    value: "<url>",
    says: "address of the Prometheus that specs call default; http://127.0.0.1:9090 when no source is given",
  },
  prometheusPublicUrl: {
    value: "<url>",
    says: "address at which browsers reach that Prometheus, for links from the pages to its own; no links without",
  },
  sources: { says: "Prometheus servers by the name that specs give as source", fileOnly: true },
  alerts: { says: "what alerts are called, and labels of pages and of tickets", fileOnly: true },
  specs: { value: "<folder>", default: "slo-specs", says: "folder of SLO specs" },
  listen: {
    value: "<host:port>",
    default: "127.0.0.1:8080",
    says: "address of the API, metrics and health; port 0 takes a free one",
  },
  basePath: {
    value: "<path>",
    default: "/",
    says: "path under which a proxy serves the pages and the API, such as /headroom; health and metrics answer without it too",
  },
  healthListen: {
    value: "<host:port>",
    says: "address of a port for health and metrics alone, such as 0.0.0.0:9091, which stays free when many read the other one; off when it is not given",
  },
  step: { value: "<duration>", default: "30s", says: "how often Prometheus is asked for new samples" },
  scalingStep: {
    value: "<duration>",
    default: "15s",
    says: "how often it is decided how many replicas the workloads of scaling blocks need",
  },
  store: {
    value: "<file>",
    says: "SQLite file that keeps decisions over restarts, in a folder that is there; without it they are in memory alone",
  },
  storeRetention: { value: "<duration>", default: "7d", says: "how long the store keeps a decision" },
  storeRows: {
    value: "<count>",
    default: "100000",
    says: "decisions that the store keeps at most, of all workloads together; some 2 KB each",
  },
  checkpoint: {
    value: "<file>",
    says: "SQLite file that keeps what was counted over restarts, so that these read no history anew; with --store it is beside that file when none is given, and off keeps nothing",
  },
  checkpointEvery: { value: "<duration>", default: "5m", says: "how often that is written, and once more at the end" },
  queryTimeout: { value: "<duration>", default: "5s", says: "longest time for one query, its whole answer included" },
  queryConcurrency: { value: "<count>", default: "4", says: "queries that one Prometheus is asked at the same time" },
  queryMaxBytes: { value: "<size>", default: "16MiB", says: "largest answer to one query, after decompression" },
  kubernetes: {
    value: "<where>",
    says: "cluster that tells replicas and rollouts: in-cluster, or the path of a kubeconfig; none when it is not given",
  },
  metricsApiListen: {
    value: "<host:port>",
    says: "address of the metrics APIs for the cluster's API server, over TLS; needs --kubernetes",
  },
  metricsApiService: {
    value: "<namespace/name>",
    default: "headroom/headroom",
    says: "Service through which the API server reaches the metrics APIs",
  },
  metricsApiCertLife: {
    value: "<duration>",
    default: "24h",
    says: "how long the certificate that Headroom issues itself is valid; it is renewed before",
  },
  metricsApiCertFile: {
    value: "<file>",
    says: "certificate of the metrics APIs, for the name of their Service, where Headroom is not to make its own; re-read when it changes",
  },
  metricsApiKeyFile: { value: "<file>", says: "private key of that certificate" },
  metricsApiCaFile: {
    value: "<file>",
    says: "authority of that certificate, which Headroom lets the API server believe",
  },
  metricsExternalGroup: {
    value: "<group>",
    default: "external.metrics.k8s.io",
    says: "API group of the external metrics; off leaves it to another server",
  },
  metricsCustomGroup: {
    value: "<group>",
    default: "custom.metrics.k8s.io",
    says: "API group of the custom metrics; off leaves it to another server",
  },
  tokenFile: { value: "<file>", says: "file with the bearer token that the API asks for" },
  trustedUserHeader: {
    value: "<name>",
    says: "header in which a trusted proxy names the user; requests without it are refused",
  },
  allowAnonymous: { says: "serve the API beyond this machine without asking who reads it" },
  kedaListen: {
    value: "<host:port>",
    says: "address of KEDA's external scaler (gRPC), such as 0.0.0.0:9443; off when it is not given",
  },
  kedaCertFile: { value: "<file>", says: "certificate of the external scaler, in PEM; read anew when it changes" },
  kedaKeyFile: { value: "<file>", says: "private key to that certificate" },
  kedaClientCaFile: {
    value: "<file>",
    says: "certificate of the authority that signs those of the clients, KEDA's operator that is",
  },
  kedaAllowPlaintext: { says: "serve the external scaler beyond this machine without TLS, to whoever asks" },
  allowEmpty: { says: "let an empty spec folder remove all SLOs" },
  specsSettle: {
    value: "<duration>",
    default: "1s",
    says: "how long changed specs must stay the same before they are used",
  },
  specsPoll: {
    value: "<duration>",
    default: "30s",
    says: "how often the spec folder is looked at when no change is reported",
  },
  liveChecks: {
    value: "<duration>",
    default: "5m",
    says: "how long after a spec was first seen or changed its data are held against it, and again each day; off leaves it to headroom check",
  },
  shutdownDelay: {
    value: "<duration>",
    default: "0s",
    says: "how long to serve on after SIGTERM, so that load balancers notice",
  },
  logLevel: { value: "<level>", default: "info", says: "least level that is logged: debug, info, warn or error" },
  logFormat: {
    value: "<format>",
    default: "auto",
    says: "json or text; auto is text on a terminal and JSON elsewhere",
  },
} as const satisfies Readonly<Record<string, SettingText>>;

export type SettingName = keyof typeof SETTINGS;

export const SETTING_TEXTS: readonly (readonly [name: string, text: SettingText])[] = Object.entries(SETTINGS);

export const envName = (setting: string): string => `HEADROOM_${setting.replaceAll(/[A-Z]/g, "_$&").toUpperCase()}`;
export const flagName = (setting: string): string => `--${setting.replaceAll(/[A-Z]/g, "-$&").toLowerCase()}`;
