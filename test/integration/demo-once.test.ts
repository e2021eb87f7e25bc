import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lookAtDemo } from "../web/demo-pages.ts";

const COMMAND = fileURLToPath(new URL("../../bin/headroom", import.meta.url));

const usualPath = process.env.PATH;

let temp: string;
let demo: ChildProcess | undefined;

beforeEach(async () => {
  temp = await mkdtemp(join(tmpdir(), "headroom-demo-test-"));
});

afterEach(async () => {
  process.env.PATH = usualPath;
  demo?.kill("SIGTERM");
  await rm(temp, { recursive: true, force: true, maxRetries: 10, retryDelay: 500 });
});

describe("headroom demo", () => {
  it("ends with a page that fired and a burn that Headroom shows, and leaves nothing behind", async () => {
    const { ended, said } = start("--once");
    const code = await ended;
    expect(code, said()).toBe(0);
    expect(said()).toMatch(/┏━ PAGE · ErrorBudgetBurn · checkout\/availability · \d\d:\d\d:\d\d UTC/);
    // The page breaks its lines where the numbers let it.
    const page = said().replaceAll("\n┃ ", " ");
    expect(page).toMatch(
      /checkout-availability is failing [\d.]+% of requests: burning [\d.]+x, [\d.]+% of the 30d budget left, gone in \d+h/,
    );
    expect(said()).toContain("https://runbooks.example.com/checkout");
    expect(said()).toContain("checkout/availability is burning");
    expect(await leftovers()).toEqual([]);
  }, 360_000);

  it("lets the checkout follow Headroom in a surge until the burn ends, and leaves nothing behind", async () => {
    const { ended, said } = start("--once", "--fault", "surge");
    expect(await ended, said()).toBe(0);
    // How many come at first, and why, is a matter of when the surge meets a scrape; that a sentence says it is not.
    expect(said()).toMatch(/replicas 3 -> \d+ +burn +\S+ {2}\S+ .+/);
    expect(said()).toMatch(/The burn ended \d+ s after the surge began, with \d+ replicas\./);
    expect(await leftovers()).toEqual([]);
  }, 600_000);

  it("rolls a version back that Headroom blames, and leaves nothing behind and no replica added", async () => {
    const { ended, said } = start("--once", "--fault", "bad-deploy");
    expect(await ended, said()).toBe(0);
    expect(said()).toMatch(/replicas 3 +\d x 1\.8\.0 \+ \d x 1\.9\.0 +burn +\S+ {2}/);
    expect(said()).toMatch(
      /replicas 3 .*availability burns at \S+x, and a rollout began [^:]+ ago: 1\.8\.0 at \S+x, 1\.9\.0 at \S+x/,
    );
    expect(said()).not.toContain("->");
    expect(said()).toMatch(/The burn ended \d+ s after the rollback began; the 3 replicas stayed throughout\./);
    expect(await leftovers()).toEqual([]);
  }, 600_000);

  it("shows the burn on its pages, stops when it is interrupted, and leaves nothing behind", async () => {
    const { ended, said, child } = start();
    while (!said().includes("┏━ PAGE")) await Promise.race([once(child.stdout ?? child, "data"), ended]);
    await lookAtDemo(/Headroom +(http:\S+)/.exec(said())?.[1] ?? "");
    child.kill("SIGINT");
    expect(await ended, said()).toBe(0);
    expect(await leftovers()).toEqual([]);
  }, 360_000);
});

describe("headroom demo with a part that does not work", () => {
  it("names the part, shows the end of its log, exits 1 and leaves nothing behind", async () => {
    await writeFile(join(temp, "prometheus"), "#!/bin/sh\necho 'no space left on device' >&2\nexit 3\n", {
      mode: 0o755,
    });
    process.env.PATH = `${temp}${delimiter}${usualPath}`;
    const { ended, said } = start("--once");
    expect(await ended, said()).toBe(1);
    expect(said()).toContain("The demo failed at prometheus: it ended (3) before it was ready");
    expect(said()).toContain("no space left on device");
    await rm(join(temp, "prometheus"));
    expect(await leftovers()).toEqual([]);
  }, 60_000);
});

function start(...args: readonly string[]): {
  readonly child: ChildProcess;
  readonly ended: Promise<unknown>;
  readonly said: () => string;
} {
  const child = spawn(process.execPath, [COMMAND, "demo", ...args], {
    env: { ...process.env, TMPDIR: temp },
    stdio: ["ignore", "pipe", "pipe"],
  });
  demo = child;
  let text = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (part: string) => (text += part));
  const ended = once(child, "close").then(([code]: unknown[]) => code);
  return { child, ended, said: () => text };
}

async function leftovers(): Promise<readonly string[]> {
  const [home] = await readdir(temp);
  return home === undefined ? [] : readdir(join(temp, home));
}
