import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { freePort } from "../../demo/run/free-port.ts";
import { ROOT } from "./markdown.ts";
import { ShellSession } from "./shell-session.ts";

let folder: string;
let session: ShellSession;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "headroom-session-"));
  const project = join(folder, "project");
  await mkdir(project);
  await symlink(join(ROOT, "bin"), join(project, "bin"));
  const nobody = `127.0.0.1:${await freePort()}`;
  session = new ShellSession({
    folder,
    project,
    addresses: { prometheus: nobody, headroom: `127.0.0.1:${await freePort()}`, collector: nobody },
  });
});

afterEach(async () => {
  await session.stop();
  await rm(folder, { recursive: true, force: true });
});

describe("a session of the docs' commands", () => {
  it("remembers the folder and what was exported from one block to the next", async () => {
    await session.run("mkdir below\ncd below\nexport COLOUR='light blue'");
    await expect(session.run('basename "$PWD"\necho "$COLOUR"')).resolves.toMatchObject({
      code: 0,
      stdout: "below\nlight blue\n",
    });
  });

  it.each([
    { wrong: "a command that does not exist", block: "hedroom check\ntrue" },
    { wrong: "a command that fails before the last", block: "false\necho on" },
    { wrong: "a command that fails within a pipe", block: "false | cat" },
    { wrong: "an unknown flag", block: "bin/headroom check --strickt" },
    { wrong: "a service that does not start", block: "bin/headroom serve --specs nowhere" },
    {
      wrong: "a service with a flag that does not exist",
      block: "bin/headroom serve --promtheus http://127.0.0.1:9090",
    },
  ])("fails on $wrong", { timeout: 60_000 }, async ({ block }) => {
    const { code } = await session.run(block);
    expect(code).not.toBe(0);
  });

  it("passes over what is run elsewhere, and nothing else", async () => {
    await expect(session.run("npm ci # once\nnpm test\necho done")).resolves.toMatchObject({
      code: 0,
      stdout: "done\n",
    });
  });

  it("wants a block of its own for what runs until it is stopped", async () => {
    await expect(session.run("bin/headroom serve\ncurl http://127.0.0.1:8080")).rejects.toThrow(
      "a block of its own: bin/headroom serve",
    );
  });

  it("ends what still runs", { timeout: 60_000 }, async () => {
    await writeFile(join(folder, "project", "spec.yaml"), SPEC);
    await expect(session.run("bin/headroom serve --specs .")).resolves.toMatchObject({
      code: 0,
      stderr: expect.stringContaining('"msg":"listening"'),
    });
    await expect(session.run("curl -fsS http://127.0.0.1:8080/livez")).resolves.toMatchObject({ code: 0 });
    await session.stop();
    await expect(session.run("curl -fsS http://127.0.0.1:8080/livez")).resolves.toMatchObject({ code: 7 });
  });
});

const SPEC = `version: headroom/v1
service: shop
slos:
  - name: availability
    target: 99%
    events: {total: 'http_requests_total{job="shop"}', bad: 'http_requests_total{job="shop",code=~"5.."}'}
`;
