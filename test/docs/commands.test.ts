import { execFile } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../demo/run/free-port.ts";
import { type Collector, startCollector } from "./collector.ts";
import { ELSEWHERE, elsewhere } from "./elsewhere.ts";
import { type Block, readPages, ROOT } from "./markdown.ts";
import { type OwnPrometheus, startOwnPrometheus } from "./own-prometheus.ts";
import { unlike } from "./output.ts";
import { copyProject } from "./project-copy.ts";
import { ShellSession } from "./shell-session.ts";

// What the docs tell people to type is typed here.

const BLOCK_SECONDS = 900;
const POST_SECONDS = 45;

const all = await readPages();
const pages = all.map(({ file, blocks }) => ({ file, steps: stepsOf(blocks) })).filter(({ steps }) => steps.length > 0);

describe.each(pages)("$file", ({ steps }) => {
  let project: string;
  let prometheus: OwnPrometheus;
  let collector: Collector;
  let session: ShellSession;

  beforeAll(async () => {
    project = await copyProject();
    prometheus = await startOwnPrometheus(dirname(project), project);
    collector = await startCollector();
    const addresses = {
      prometheus: prometheus.address,
      headroom: `127.0.0.1:${await freePort()}`,
      collector: collector.address,
    };
    session = new ShellSession({ folder: dirname(project), project, addresses });
    if (takesServiceForGranted(steps)) await session.run("bin/headroom serve");
  });

  afterAll(async () => {
    await session.stop();
    await prometheus.stop();
    collector.stop();
    await rm(dirname(project), { recursive: true, force: true });
  });

  it.each(steps)("says what works: line $line", { timeout: BLOCK_SECONDS * 1000 }, async ({ text, output }) => {
    const { code, stdout, stderr } = await session.run(text);
    expect(code, `${text}\n${stdout}\n${stderr}`).toBe(0);
    if (output !== undefined && !isElsewhere(text))
      expect(unlike(output, stdout + stderr), stdout + stderr).toEqual([]);
    // Traces are posted when their spans have ended, a moment after the command has begun to speak.
    if (text.includes("127.0.0.1:4318"))
      await expect.poll(() => collector.posts, { timeout: POST_SECONDS * 1000 }).toContain("/v1/traces");
  });
});

describe("a command that is run elsewhere", () => {
  it.each(ELSEWHERE)("$command is run by $ranBy", async ({ ranBy, proof, script }) => {
    await expect(readFile(join(ROOT, ranBy), "utf8")).resolves.toMatch(proof);
    const { scripts } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8"));
    if (script !== undefined) expect(Object.keys(scripts)).toContain(script);
  });

  it("npm run demo is headroom demo", async () => {
    const { stdout } = await promisify(execFile)("npm", ["run", "--silent", "demo", "--", "--help"], { cwd: ROOT });
    expect(stdout).toContain("Usage: headroom demo");
  });
});

describe("a script that the docs name", () => {
  it("is in package.json", async () => {
    const { scripts } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8"));
    const named = all.flatMap(({ file, prose, blocks }) =>
      [prose, ...blocks.map(({ text }) => text)].flatMap((text) =>
        [...text.matchAll(/npm run (?:--silent )?([a-z]+)/g)].map(([, name = ""]) => ({ file, name })),
      ),
    );
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter(({ name }) => !Object.keys(scripts).includes(name))).toEqual([]);
  });
});

interface Step {
  readonly line: number;
  readonly text: string;
  /** What the page shows right below the commands. */
  readonly output: string | undefined;
}

function stepsOf(blocks: readonly Block[]): readonly Step[] {
  return blocks.flatMap(({ language, line, text }, index): Step[] => {
    const next = blocks[index + 1];
    const output = next?.language === "text" && next.followsBlock ? next.text : undefined;
    return language === "sh" ? [{ line, text, output }] : [];
  });
}

/** A page of reference asks a service that runs; a page that starts one does not. */
function takesServiceForGranted(steps: readonly Step[]): boolean {
  return (
    steps.some(({ text }) => text.includes("127.0.0.1:8080")) &&
    !steps.some(({ text }) => text.includes("headroom serve"))
  );
}

const isElsewhere = (text: string): boolean => text.split("\n").some((line) => elsewhere(line) !== undefined);
