import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { downloadRelease } from "../../programs/download-release.ts";

describe("downloadRelease", () => {
  let work: string;
  let server: Server;
  let url: string;
  let sha256: string;
  let folder: string;

  beforeAll(async () => {
    work = await mkdtemp(join(tmpdir(), "headroom-release-"));
    await mkdir(join(work, "thing-1.0"));
    await writeFile(join(work, "thing-1.0", "thing"), "the program");
    await promisify(execFile)("tar", ["-czf", "thing.tar.gz", "thing-1.0"], { cwd: work });
    const archive = await readFile(join(work, "thing.tar.gz"));
    sha256 = createHash("sha256").update(archive).digest("hex");
    server = createServer((request, response) => {
      if (request.url === "/thing.tar.gz") response.end(archive);
      else response.writeHead(404).end();
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/thing.tar.gz`;
  });

  beforeEach(async () => {
    folder = join(await mkdtemp(join(work, "cache-")), "releases", "thing-1.0");
  });

  afterAll(async () => {
    server.close();
    await rm(work, { recursive: true, force: true });
  });

  it("unpacks the archive's own folder under the given name and leaves nothing beside it", async () => {
    await downloadRelease(url, sha256, folder);
    expect(await readFile(join(folder, "thing"), "utf8")).toBe("the program");
    expect(await readdir(join(folder, ".."))).toEqual(["thing-1.0"]);
  });

  it("refuses an archive with another checksum and keeps nothing of it", async () => {
    await expect(downloadRelease(url, "0".repeat(64), folder)).rejects.toThrow(
      `${url} has sha256 ${sha256}, expected ${"0".repeat(64)}; it was not used`,
    );
    expect(await readdir(join(folder, ".."))).toEqual([]);
  });

  it("says what the server answered when it has no such file", async () => {
    await expect(downloadRelease(`${url}.old`, sha256, folder)).rejects.toThrow(`${url}.old answered 404`);
  });
});
