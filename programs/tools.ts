/** A program of others that the demo and the tests run. */
export type ToolName = "prometheus" | "promtool" | "alertmanager" | "amtool" | "chromium";

export interface Tool {
  readonly name: ToolName;
  /** Its names on PATH, the usual one first: distributions rename. */
  readonly commands: readonly string[];
  readonly debianPackage: string;
  readonly project?: Release["project"];
}

export interface Release {
  readonly project: "prometheus" | "alertmanager";
  readonly version: string;
  /** As the project names it: `linux-amd64`. */
  readonly platform: string;
  readonly sha256: string;
}

export const TOOLS: Readonly<Record<ToolName, Tool>> = {
  prometheus: { name: "prometheus", commands: ["prometheus"], debianPackage: "prometheus", project: "prometheus" },
  promtool: { name: "promtool", commands: ["promtool"], debianPackage: "prometheus", project: "prometheus" },
  alertmanager: {
    name: "alertmanager",
    commands: ["alertmanager", "prometheus-alertmanager"],
    debianPackage: "prometheus-alertmanager",
    project: "alertmanager",
  },
  amtool: { name: "amtool", commands: ["amtool"], debianPackage: "prometheus-alertmanager", project: "alertmanager" },
  chromium: {
    name: "chromium",
    commands: ["chromium", "chromium-browser", "google-chrome"],
    debianPackage: "chromium",
  },
};

/** The releases that may be used; a download with another checksum is refused. */
export const RELEASES: readonly Release[] = [
  {
    project: "prometheus",
    version: "3.9.1",
    platform: "linux-amd64",
    sha256: "86a6999dd6aacbd994acde93c77cfa314d4be1c8e7b7c58f444355c77b32c584",
  },
  {
    project: "prometheus",
    version: "3.9.1",
    platform: "linux-arm64",
    sha256: "4e7f291e527d8aca912a995c183128388c9e048065aff84f74f5a55c9bef3793",
  },
  {
    project: "prometheus",
    version: "3.9.1",
    platform: "darwin-amd64",
    sha256: "e551f30206e503edfdca8748215a18be4921542f7f138f6f4665ec382ece3191",
  },
  {
    project: "prometheus",
    version: "3.9.1",
    platform: "darwin-arm64",
    sha256: "0908d168789a840a7e456fc56fdb1fbc6b572e46d1a8de9abe3e62197b9e5d1b",
  },
  {
    project: "alertmanager",
    version: "0.28.1",
    platform: "linux-amd64",
    sha256: "5ac7ab5e4b8ee5ce4d8fb0988f9cb275efcc3f181b4b408179fafee121693311",
  },
  {
    project: "alertmanager",
    version: "0.28.1",
    platform: "linux-arm64",
    sha256: "d8832540e5b9f613d2fd759e31d603173b9c61cc7bb5e3bc7ae2f12038b1ce4f",
  },
  {
    project: "alertmanager",
    version: "0.28.1",
    platform: "darwin-arm64",
    sha256: "6ad077f9de99fe96843a68313f19dd2dbc1e8929135293e48bb10824bd6b4df4",
  },
];

/** The release's own folder and archive name. */
export function releaseName({ project, version, platform }: Release): string {
  return `${project}-${version}.${platform}`;
}

export function releaseUrl(release: Release): string {
  return `https://github.com/prometheus/${release.project}/releases/download/v${release.version}/${releaseName(release)}.tar.gz`;
}

/** This machine's platform as the Prometheus project names it. */
export function releasePlatform(): string {
  return `${process.platform}-${process.arch === "x64" ? "amd64" : process.arch}`;
}
