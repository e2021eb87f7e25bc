import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { output } from "../../programs/child.ts";
import { ensureTools } from "../../programs/ensure-tools.ts";
import { type Page, readPages, ROOT } from "./markdown.ts";

/** Flags of other programs that the prose names. */
const OTHERS = [
  { flag: "--query.max-samples", program: "prometheus" },
  { flag: "--web.enable-lifecycle", program: "prometheus" },
] as const;

/** Flags of scripts of this repository, which no command of Headroom has. */
const OF_SCRIPTS = [
  { flag: "--only", script: "bench/run.ts", option: "only: {" },
  { flag: "--minutes", script: "bench/run.ts", option: "minutes: {" },
] as const;

const FLAG = /(?<![\w-])--[a-z][\w.-]*/g;

const pages = (await readPages())
  .map((page) => ({ file: page.file, flags: flagsOf(page) }))
  .filter(({ flags }) => flags.length > 0);

describe("a flag in the docs", () => {
  it.each(pages)("exists: $file", async ({ flags }) => {
    // The page of commands is what --help says; another test keeps it so.
    const help = await readFile(join(ROOT, "docs", "reference", "cli.md"), "utf8");
    const known = new Set([...(help.match(FLAG) ?? []), ...[...OTHERS, ...OF_SCRIPTS].map(({ flag }) => flag)]);
    expect(flags.filter((flag) => !known.has(flag))).toEqual([]);
  });

  it.each(OF_SCRIPTS)("of a script exists there: $script $flag", async ({ script, option }) => {
    expect(await readFile(join(ROOT, script), "utf8")).toContain(option);
  });

  it.each(OTHERS)("of another program exists there: $program $flag", async ({ flag, program }) => {
    const tools = await ensureTools([program]);
    await expect(output(tools[program], ["--help"])).resolves.toContain(flag);
  });
});

/** Flags in code spans, and on the lines of blocks that call headroom. */
function flagsOf({ prose, blocks }: Page): readonly string[] {
  const spans = [...prose.matchAll(/`([^`\n]+)`/g)]
    .map(([, code = ""]) => code)
    .filter((code) => code.startsWith("--") || callsHeadroom(code));
  const lines = blocks
    .filter(({ language }) => language === "sh" || language === "yaml")
    .flatMap(({ text }) => text.replaceAll("\\\n", " ").split("\n"))
    .filter(callsHeadroom);
  return [...new Set([...spans, ...lines].flatMap((code) => code.match(FLAG) ?? []))].toSorted();
}

function callsHeadroom(line: string): boolean {
  return /(?:^|[\s/])headroom\s|npm run demo -- /.test(line);
}
