import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, vi } from "vitest";
import { runHeadroom, serveHeadroom } from "../fixtures/headroom-process.ts";
import { KedaClient, trigger } from "../fixtures/keda.ts";
import { startPrometheus } from "../fixtures/prometheus-server.ts";
import { type Outputs, readBurn, readReplicas, withoutAges } from "./outward-outputs.ts";
import { MAX_AGE_SECONDS, NAMESPACE, writeSamples, writeStates } from "./outward-states.ts";

const FRESH = { namespace: NAMESPACE, service: "fresh" };
const STEP_SECONDS = 1;
/** What SLOs are held to where their targets are scraped often. */
const SLO_MAX_AGE_SECONDS = 60;
/** Between two looks at all outputs. */
const POLL_MS = 500;

interface Loss {
  /** How a Prometheus that has told numbers tells none any more. */
  readonly lose: (pid: number) => void;
  readonly because: string;
}

const LOSSES: readonly (readonly [what: string, loss: Loss])[] = [
  ["is killed", { lose: (pid) => process.kill(pid, "SIGKILL"), because: "demand could not be asked for" }],
  [
    "hangs, and is waited for",
    {
      lose: (pid) => process.kill(pid, "SIGSTOP"),
      because: "demand was last seen … ago, expected at most …",
    },
  ],
];

async function running() {
  const folder = await mkdtemp(join(tmpdir(), "headroom-outward-"));
  const prometheus = await startPrometheus();
  await writeSamples(prometheus.url);
  const { specs, config } = await writeStates(folder, prometheus.url);
  const headroom = await serveHeadroom([
    `--config=${config}`,
    `--specs=${specs}`,
    `--step=${STEP_SECONDS}s`,
    `--scaling-step=${STEP_SECONDS}s`,
    "--specs-settle=100ms",
    "--query-timeout=10m",
    "--keda-listen=127.0.0.1:0",
  ]);
  const { address } = await headroom.logged("listening for KEDA");
  const outputs: Outputs = { url: headroom.url, keda: new KedaClient(String(address)) };
  const stop = async (): Promise<void> => {
    outputs.keda.close();
    await headroom.stop("SIGKILL");
    await prometheus.stop();
    await rm(folder, { recursive: true });
  };
  return { prometheus, outputs, stop };
}

type Replicas = Awaited<ReturnType<typeof readReplicas>>;
type Burn = Awaited<ReturnType<typeof readBurn>>;

/** What must be none after the first of them is. They are asked one after the other, so that no later one may lag. */
const numbersOf = ({ signal, external, custom, metrics, decision, getMetrics, isActive }: Replicas): unknown[] => [
  ...[signal, external, custom, getMetrics, isActive].filter(({ kind }) => kind === "number"),
  ...[metrics, decision?.replicas].filter((one) => typeof one === "number"),
];
const burnsOf = ({ external, getMetrics, isActive, metrics, slo }: Burn): unknown[] => [
  ...[external, getMetrics, isActive].filter(({ kind }) => kind === "number"),
  ...[metrics, slo?.burnRates["5m"]].filter((one) => typeof one === "number"),
];

/** Ages are told by the service itself, so that a slow machine is seen as such and fails nothing. */
function checkAges({ signal, external }: Replicas, { slo }: Burn, lostMs: number, askedMs: number): void {
  const truly = (askedMs - lostMs) / 1000;
  if (signal.kind === "number") {
    expect(signal.ageSeconds).toBeLessThanOrEqual(MAX_AGE_SECONDS);
    // What was measured last was measured before the loss: an age that starts anew would be less than that.
    expect(signal.ageSeconds).toBeGreaterThan(truly - STEP_SECONDS);
  }
  if (external.timestamp !== undefined) expect(Date.parse(external.timestamp)).toBeLessThanOrEqual(lostMs);
  if (typeof slo?.burnRates["5m"] !== "number") return;
  expect(slo.ageSeconds).toBeGreaterThan(truly - 2 * STEP_SECONDS);
  expect(slo.ageSeconds).toBeLessThanOrEqual(SLO_MAX_AGE_SECONDS + STEP_SECONDS);
}

/** Asks all outputs again and again until none has a number, and holds each answer to what was said before. */
async function untilGone(outputs: Outputs, lostMs: number) {
  const isGone = { replicas: false, burn: false };
  let polls = 0;
  for (;;) {
    const askedMs = Date.now();
    const replicas = await readReplicas(outputs, FRESH);
    const burn = await readBurn(outputs, FRESH);
    checkAges(replicas, burn, lostMs, askedMs);
    isGone.replicas ||= replicas.signal.kind === "none";
    isGone.burn ||= burn.external.kind === "none";
    if (isGone.replicas) expect(numbersOf(replicas)).toEqual([]);
    if (isGone.burn) expect(burnsOf(burn)).toEqual([]);
    if (isGone.replicas && isGone.burn) return { replicas, burn, polls };
    polls += 1;
    await sleep(POLL_MS);
  }
}

async function lost({ prometheus, outputs }: Awaited<ReturnType<typeof running>>, { lose, because }: Loss) {
  await vi.waitFor(
    async () => {
      expect(numbersOf(await readReplicas(outputs, FRESH))).toHaveLength(7);
      expect(burnsOf(await readBurn(outputs, FRESH))).toHaveLength(5);
    },
    { timeout: 60_000, interval: 500 },
  );
  const stream = outputs.keda.streamIsActive(trigger({ service: "fresh", scaling: "web" }, NAMESPACE));
  await vi.waitFor(() => expect(stream.messages).toHaveLength(1), { timeout: 10_000 });

  lose(prometheus.pid ?? Number.NaN);
  const { replicas, burn, polls } = await untilGone(outputs, Date.now());

  expect(polls).toBeGreaterThan(0);
  expect(withoutAges(replicas.decision?.because ?? "")).toBe(because);
  expect(replicas.refused).toBe(1);
  for (const said of [replicas.signal, replicas.external, replicas.custom, replicas.getMetrics, replicas.isActive])
    expect(said.kind === "none" && withoutAges(said.because)).toBe(because);
  expect(["stale", "unreachable"]).toContain(burn.slo?.missing["5m"]);
  expect(burn.noData).toBe(1);
  expect(stream).toMatchObject({ messages: [{ result: true }], end: undefined });
  const { stdout } = await runHeadroom(["explain", "fresh/web", "--url", outputs.url]);
  expect(stdout).toMatch(/: no number\n/);
  expect(withoutAges(stdout)).toContain(`  because    ${because}\n`);
}

describe("from a number to its first error", () => {
  it.concurrent.each(LOSSES)(
    "no output tells an old number as new when Prometheus %s",
    async (_what, loss) => {
      const bed = await running();
      try {
        await lost(bed, loss);
      } finally {
        await bed.stop();
      }
    },
    240_000,
  );
});
