import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type HeadroomProcess, serveHeadroom } from "../fixtures/headroom-process.ts";
import { type PrometheusServer, startPrometheus } from "../fixtures/prometheus-server.ts";
import { SCALED_SPEC, writeScaledShop } from "../fixtures/scaled-shop.ts";
import { inTurn, Readers } from "./readers.ts";

const PATIENCE = { timeout: 60_000, interval: 200 };

const run = (...command: readonly string[]): boolean =>
  spawnSync(command[0] ?? "", command.slice(1), { stdio: "ignore" }).status === 0;

/** Its free bytes are filled, and freed again. */
const DISK_BYTES = 1024 * 1024;
/** Room for the tables, and for some decisions. */
const LEFT_BYTES = 400 * 1024;

let folder: string;
let disk: string;
let isMounted = false;
let prometheus: PrometheusServer;
let headroom: HeadroomProcess | undefined;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "headroom-full-"));
  disk = join(folder, "disk");
  mkdirSync(disk);
  isMounted = process.getuid?.() === 0 && run("mount", "-t", "tmpfs", "-o", `size=${DISK_BYTES}`, "tmpfs", disk);
  mkdirSync(join(folder, "slo-specs"));
  await writeFile(
    join(folder, "slo-specs", "shop.yaml"),
    SCALED_SPEC.replace("target: Deployment/web", "$&\n    mode: publish"),
  );
  prometheus = await startPrometheus();
  await writeScaledShop(prometheus.url);
}, 60_000);
afterAll(async () => {
  await headroom?.stop("SIGKILL");
  await prometheus.stop();
  if (isMounted) run("umount", "--lazy", disk);
  await rm(folder, { recursive: true, force: true });
});

const metrics = async (): Promise<string> => (await fetch(`${headroom?.url}/metrics`)).text();
const readyz = async (): Promise<string> => (await fetch(`${headroom?.url}/readyz?verbose`)).text();

const serve = (...more: readonly string[]): Promise<HeadroomProcess> =>
  serveHeadroom([
    `--prometheus=${prometheus.url}`,
    `--specs=${join(folder, "slo-specs")}`,
    "--step=1s",
    "--scaling-step=100ms",
    "--specs-settle=100ms",
    ...more,
  ]);

/** From a store that is well to one that fails, and back. */
async function failsAndResumes(fill: () => void, free: () => void): Promise<void> {
  await vi.waitFor(async () => expect(await readyz()).toContain("decision store: ok"), PATIENCE);
  fill();
  await vi.waitFor(async () => expect(await readyz()).toContain("decision store: degraded"), PATIENCE);
  const readers = new Readers(
    4,
    inTurn([
      `${headroom?.url}/api/v1/signals/default/shop/web`,
      `${headroom?.url}/api/v1/slos`,
      `${headroom?.url}/readyz`,
    ]),
  );
  await vi.waitFor(() => expect(readers.answered).toBeGreaterThan(500), PATIENCE);
  await readers.stop();
  expect(readers.counts).toEqual({ 200: readers.answered });
  expect(await metrics()).toContain("\nheadroom_decision_store_up 0\n");
  free();
  await vi.waitFor(async () => expect(await readyz()).toContain("decision store: ok"), PATIENCE);
  const text = await metrics();
  expect(text).toContain("\nheadroom_decision_store_up 1\n");
  // What waited was written.
  expect(text).toContain("\nheadroom_decision_store_lost_total 0\n");
  expect(Number(/^headroom_decision_store_writes_total\{outcome="failed"\} (\d+)$/m.exec(text)?.[1])).toBeGreaterThan(
    0,
  );
  expect(await headroom?.stop()).toBe(0);
}

describe("a service whose disk is full", () => {
  it("serves on, says that decisions are not kept, and keeps them again by itself (needs a mount)", async (context) => {
    context.skip(!isMounted, "no tmpfs can be mounted here: that takes an administrator");
    headroom = await serve(`--store=${join(disk, "decisions.db")}`);
    await failsAndResumes(
      // Whatever the store has taken so far, it gets no more.
      fillDisk,
      freeDisk,
    );
  }, 180_000);

  it("does the same where its file may not grow any more", async (context) => {
    context.skip(!run("prlimit", "--version"), "there is no prlimit here");
    headroom = await serve(`--store=${join(folder, "decisions.db")}`);
    const { pid } = headroom;
    await failsAndResumes(
      () => expect(run("prlimit", "--pid", String(pid), "--fsize=4096:unlimited")).toBe(true),
      () => expect(run("prlimit", "--pid", String(pid), "--fsize=unlimited:unlimited")).toBe(true),
    );
  }, 180_000);

  it("keeps the last whole checkpoint, with which a restart goes on, and writes the next by itself (needs a mount)", async (context) => {
    context.skip(!isMounted, "no tmpfs can be mounted here: that takes an administrator");
    const args = [`--checkpoint=${join(disk, "ledger.db")}`, "--checkpoint-every=1s", "--log-level=debug"];
    headroom = await serve(...args);
    await headroom.logged("what was counted is kept");
    // Where writing fails its journal is given up, and would make room for the next one.
    const filling = setInterval(fillDisk, 20);
    try {
      await vi.waitFor(async () => expect(await readyz()).toContain("checkpoint: degraded"), PATIENCE);
      const told = await headroom.logged(
        "what was counted is not kept; a restart would go on with what was kept before",
      );
      expect(told["problem"]).toContain("full");
      expect(failuresOf(await metrics())).toBeGreaterThan(0);
      for (const path of ["readyz", "api/v1/slos"]) expect((await fetch(`${headroom.url}/${path}`)).status).toBe(200);
      expect(await headroom.stop("SIGKILL")).toBe("SIGKILL");
      headroom = await serve(...args);
      await headroom.logged("goes on with what was counted before");
      await vi.waitFor(async () => expect(failuresOf(await metrics())).toBeGreaterThan(1), PATIENCE);
    } finally {
      clearInterval(filling);
      freeDisk();
    }
    await headroom.logged("what was counted is kept again");
    await vi.waitFor(async () => expect(await readyz()).toContain("checkpoint: ok"), PATIENCE);
    expect(await headroom.stop()).toBe(0);
  }, 180_000);
});

const failuresOf = (text: string): number =>
  Number(/^headroom_checkpoint_writes_total\{outcome="failed"\} (\d+)$/m.exec(text)?.[1]);

/** With what there is already left alone. */
function fillDisk(): void {
  for (let size = LEFT_BYTES; size >= 4096; size >>= 1)
    for (let i = 0; ; i++) {
      const filler = join(disk, `filler-${size}-${i}`);
      if (!existsSync(filler) && !filled(filler, size)) break;
    }
}

const freeDisk = (): boolean => run("sh", "-c", `rm -f ${disk}/filler-*`);

function filled(file: string, bytes: number): boolean {
  try {
    writeFileSync(file, Buffer.alloc(bytes));
    return true;
  } catch {
    rmSync(file, { force: true });
    return false;
  }
}
