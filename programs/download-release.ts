import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { run } from "./child.ts";

/** Ten minutes: 130 MB over a slow line. */
const TIMEOUT_MILLISECONDS = 600_000;

/** Fetches a `.tar.gz`, refuses it unless its checksum is the expected one, and unpacks its only folder as `folder`. */
export async function downloadRelease(url: string, sha256: string, folder: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const work = await mkdtemp(`${folder}.`);
  try {
    const archive = join(work, "archive.tar.gz");
    const found = await fetchFile(url, archive);
    if (found !== sha256) throw new Error(`${url} has sha256 ${found}, expected ${sha256}; it was not used`);
    const content = join(work, "content");
    await mkdir(content);
    await run("tar", ["-xzf", archive, "-C", content, "--strip-components=1"]);
    // Renaming is one step: another run sees the whole folder or none.
    await rename(content, folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function fetchFile(url: string, file: string): Promise<string> {
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS) });
  if (!response.ok || response.body === null) throw new Error(`${url} answered ${response.status}`);
  const hash = createHash("sha256");
  await pipeline(
    response.body,
    async function* (chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        yield chunk;
      }
    },
    createWriteStream(file),
  );
  return hash.digest("hex");
}
