import { RELEASES, TOOLS, type Release, type ToolName } from "./tools.ts";

/** What decides how a missing program can be had. */
export interface Machine {
  /** As in release names: `linux-amd64`. */
  readonly platform: string;
  /** Whether Debian's packages may be installed, and as whom. */
  readonly aptGet: "as-root" | "by-sudo" | "no";
}

/** One attempt to bring missing programs; the attempts are made in order until all are there. */
export type Step =
  | { readonly kind: "packages"; readonly packages: readonly string[]; readonly as: "as-root" | "by-sudo" }
  | { readonly kind: "release"; readonly release: Release };

/** The system's packages first, since they are signed and get updates; then releases pinned by checksum. */
export function planTools(missing: readonly ToolName[], machine: Machine): readonly Step[] {
  const packages = debianPackages(missing);
  const byPackages: readonly Step[] =
    machine.aptGet === "no" || packages.length === 0 ? [] : [{ kind: "packages", packages, as: machine.aptGet }];
  return [...byPackages, ...releases(missing, machine.platform).map((release): Step => ({ kind: "release", release }))];
}

/** What a person can type when no step brought the program. */
export function toolRemedy(missing: readonly ToolName[], machine: Machine): string {
  const install = `sudo apt-get install --no-install-recommends ${debianPackages(missing).join(" ")}`;
  const onPath = `put ${missing.join(", ")} on PATH`;
  return machine.platform.startsWith("linux-") ? `on Debian or Ubuntu: ${install}; elsewhere: ${onPath}` : onPath;
}

function debianPackages(missing: readonly ToolName[]): readonly string[] {
  return [...new Set(missing.map((name) => TOOLS[name].debianPackage))];
}

function releases(missing: readonly ToolName[], platform: string): readonly Release[] {
  const projects = new Set(missing.map((name) => TOOLS[name].project));
  return RELEASES.filter((release) => projects.has(release.project) && release.platform === platform);
}
