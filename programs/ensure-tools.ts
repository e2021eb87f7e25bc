import { join } from "node:path";
import { parseArgs } from "node:util";
import { cacheFolder } from "./cache-folder.ts";
import { output } from "./child.ts";
import { downloadRelease } from "./download-release.ts";
import { findProgram } from "./find-program.ts";
import { installPackages } from "./install-packages.ts";
import { planTools, toolRemedy, type Machine, type Step } from "./plan-tools.ts";
import { sayFailure, toStderr, type Say } from "./say.ts";
import { RELEASES, TOOLS, releaseName, releasePlatform, releaseUrl, type Release, type ToolName } from "./tools.ts";

/** Finds each program or brings it; `say` hears what is being done. Fails with the remedy for what cannot be had. */
export async function ensureTools<Name extends ToolName>(
  names: readonly Name[],
  say: Say = toStderr,
): Promise<Record<Name, string>> {
  const there = await findTools(names);
  if (isComplete(there, names)) return there;

  const machine = await thisMachine();
  for (const step of planTools(missing(there, names), machine)) {
    if (isStillWanted(step, missing(await findTools(names), names))) await take(step, say);
  }
  const brought = await findTools(names);
  if (isComplete(brought, names)) return brought;

  const lacking = missing(brought, names);
  throw new Error(`found no ${lacking.join(", ")}\n  help: ${toolRemedy(lacking, machine)}`);
}

type Paths = Readonly<Partial<Record<ToolName, string>>>;

async function findTools(names: readonly ToolName[]): Promise<Paths> {
  const pairs = await Promise.all(names.map(async (name) => [name, await findTool(name)] as const));
  return Object.fromEntries(pairs.filter(([, path]) => path !== undefined));
}

function missing(paths: Paths, names: readonly ToolName[]): readonly ToolName[] {
  return names.filter((name) => paths[name] === undefined);
}

function isComplete<Name extends ToolName>(paths: Paths, names: readonly Name[]): paths is Record<Name, string> {
  return missing(paths, names).length === 0;
}

async function findTool(name: ToolName): Promise<string | undefined> {
  const tool = TOOLS[name];
  const kept = RELEASES.filter((release) => release.project === tool.project && release.platform === releasePlatform());
  return (await findProgram(tool.commands)) ?? (await findProgram(tool.commands, kept.map(releaseFolder)));
}

function isStillWanted(step: Step, lacking: readonly ToolName[]): boolean {
  return step.kind === "packages" || lacking.some((name) => TOOLS[name].project === step.release.project);
}

/** A step that fails is said and not thrown: the next one may succeed. */
async function take(step: Step, say: Say): Promise<void> {
  try {
    if (step.kind === "packages") {
      say(`installing ${step.packages.join(", ")} (apt-get, services stay off)`);
      await installPackages(step.packages, step.as);
    } else {
      await fetchRelease(step.release, say);
    }
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
  }
}

/** Downloads a pinned release into the cache folder and returns its folder there. */
export async function fetchRelease(release: Release, say: Say): Promise<string> {
  say(`downloading ${releaseName(release)} from ${new URL(releaseUrl(release)).host}`);
  const folder = releaseFolder(release);
  await downloadRelease(releaseUrl(release), release.sha256, folder);
  return folder;
}

export function releaseFolder(release: Release): string {
  return join(cacheFolder(), "releases", releaseName(release));
}

async function thisMachine(): Promise<Machine> {
  const hasApt = (await findProgram(["apt-get"])) !== undefined;
  return { platform: releasePlatform(), aptGet: hasApt ? await aptRights() : "no" };
}

async function aptRights(): Promise<Machine["aptGet"]> {
  if (process.getuid?.() === 0) return "as-root";
  return (await output("sudo", ["-n", "true"])) === undefined ? "no" : "by-sudo";
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { quiet: { type: "boolean", default: false } },
  });
  const names = positionals.length === 0 ? Object.values(TOOLS).map((tool) => tool.name) : positionals.map(toToolName);
  const paths = await ensureTools(names);
  if (!values.quiet) for (const name of names) toStderr(`${name}: ${paths[name]}`);
}

function toToolName(text: string): ToolName {
  const tool = Object.values(TOOLS).find((candidate) => candidate.name === text);
  if (tool === undefined) throw new Error(`found the tool ${text}, expected one of ${Object.keys(TOOLS).join(", ")}`);
  return tool.name;
}

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    sayFailure(error);
  }
}
