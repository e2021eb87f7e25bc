import { readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";

export const ROOT = join(import.meta.dirname, "..", "..");

/** A fenced block of a page. */
export interface Block {
  readonly language: string;
  readonly text: string;
  /** Line of the opening fence, from 1. */
  readonly line: number;
  /** Whether nothing but empty lines is between this block and the one before. */
  readonly followsBlock: boolean;
}

export interface Link {
  readonly target: string;
  readonly line: number;
}

export interface Page {
  /** Path from the project's root, with forward slashes. */
  readonly file: string;
  readonly blocks: readonly Block[];
  readonly links: readonly Link[];
  /** What `#…` may point at, as GitHub names headings. */
  readonly anchors: ReadonlySet<string>;
  /** All text outside of fences. */
  readonly prose: string;
}

/** Every page that users or contributors read. */
export async function readPages(): Promise<readonly Page[]> {
  const inFolders = (await Promise.all(["docs", "demo", "helm"].map(markdownBelow))).flat();
  const atRoot = (await readdir(ROOT)).filter((name) => name.endsWith(".md"));
  return [...atRoot, ...inFolders].toSorted().map((file) => parsePage(file, readFileSync(join(ROOT, file), "utf8")));
}

async function markdownBelow(folder: string): Promise<readonly string[]> {
  const names = await readdir(join(ROOT, folder), { recursive: true });
  return names.filter((name) => name.endsWith(".md")).map((name) => `${folder}/${name.replaceAll("\\", "/")}`);
}

export function parsePage(file: string, text: string): Page {
  const blocks: Block[] = [];
  const prose: string[] = [];
  let open:
    | (Omit<Block, "text"> & { readonly indent: string; readonly fence: string; readonly lines: string[] })
    | undefined;
  let saidSince = false;
  for (const [index, line] of text.split("\n").entries()) {
    const [, indent = "", fence, language = ""] = /^(\s*)(`{3,})(\S*)\s*$/.exec(line) ?? [];
    if (open !== undefined && fence === open.fence && language === "") {
      blocks.push({
        language: open.language,
        line: open.line,
        followsBlock: open.followsBlock,
        text: open.lines.join("\n"),
      });
      saidSince = false;
      open = undefined;
    } else if (open !== undefined) {
      open.lines.push(line.startsWith(open.indent) ? line.slice(open.indent.length) : line);
    } else if (fence !== undefined) {
      open = { indent, fence, language, line: index + 1, followsBlock: blocks.length > 0 && !saidSince, lines: [] };
    } else if (line.trim() !== "") {
      saidSince = true;
    }
    // Lines of code stay as empty lines, so that links are reported where they are.
    prose.push(open === undefined && fence === undefined ? line : "");
  }
  if (open !== undefined) throw new Error(`${file}:${open.line}: the fence is never closed`);
  return { file, blocks, links: prose.flatMap(linksOf), anchors: anchorsOf(prose), prose: prose.join("\n") };
}

function linksOf(line: string, index: number): readonly Link[] {
  const bare = line.replaceAll(/`[^`]*`/g, "code");
  return [...bare.matchAll(/\[[^\]]*\]\(([^)\s]+)\)/g)].map(([, target = ""]) => ({ target, line: index + 1 }));
}

/** GitHub's names: lower case, punctuation dropped, spaces to hyphens, a number for the second of a name. */
function anchorsOf(prose: readonly string[]): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const line of prose) {
    for (const [, id = ""] of line.matchAll(/<a (?:id|name)="([^"]+)"/g)) anchors.add(id);
    const [, title] = /^#{1,6}\s+(.+?)\s*#*$/.exec(line) ?? [];
    if (title === undefined) continue;
    const plain = title
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(/\s/g, "-");
    let name = plain;
    for (let n = 1; anchors.has(name); n++) name = `${plain}-${n}`;
    anchors.add(name);
  }
  return anchors;
}
