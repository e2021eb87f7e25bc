import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type HeadroomProcess, serveHeadroom } from "../fixtures/headroom-process.ts";
import { Readers } from "./readers.ts";

/** More than one packet holds: an answer that is cut would be seen. */
const SLOS = 200;
const READERS = 20;
const PATIENCE = { timeout: 60_000, interval: 20 };

const SPEC = `version: headroom/v1
service: shop
slos:
${Array.from(
  { length: SLOS },
  (_, i) => `  - name: slo-${i}
    target: 99%
    events: {total: 'x_total{i="${i}"}', bad: 'x_total{i="${i}",code="500"}'}
`,
).join("")}`;

let folder: string;
const services: HeadroomProcess[] = [];
let readers: Readers | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "headroom-drain-"));
  await writeFile(join(folder, "shop.yaml"), SPEC);
});
afterEach(async () => {
  await readers?.stop();
  await Promise.all(services.splice(0).map((service) => service.stop("SIGKILL")));
  await rm(folder, { recursive: true, force: true });
});

async function serve(delay: string): Promise<HeadroomProcess> {
  const service = await serveHeadroom([
    `--specs=${folder}`,
    "--specs-settle=100ms",
    "--prometheus=http://127.0.0.1:1",
    `--shutdown-delay=${delay}`,
  ]);
  services.push(service);
  await service.logged("SLOs evaluated for the first time");
  return service;
}

/** What a load balancer sends readers to: whoever said last that it is ready. */
class ReadyOnes {
  #ready: readonly string[] = [];
  readonly #looking: Promise<void>;
  #isOver = false;

  constructor(all: () => readonly HeadroomProcess[]) {
    this.#looking = this.#look(all);
  }

  url(turn: number): string {
    return `${this.#ready[turn % this.#ready.length] ?? "http://127.0.0.1:1"}/api/v1/slos`;
  }

  get count(): number {
    return this.#ready.length;
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#looking;
  }

  async #look(all: () => readonly HeadroomProcess[]): Promise<void> {
    for (; !this.#isOver; await sleep(50)) {
      const answers = await Promise.all(
        all().map(async ({ url }) => ((await fetch(`${url}/readyz`).catch(() => undefined))?.ok === true ? [url] : [])),
      );
      this.#ready = answers.flat();
    }
  }
}

describe("a service that is told to stop", () => {
  it("is replaced while it is read, twice over, and not one answer is broken off or refused", async () => {
    const [first, second] = [await serve("3s"), await serve("3s")];
    const balancer = new ReadyOnes(() => services);
    await vi.waitFor(() => expect(balancer.count).toBe(2), PATIENCE);
    const torn: string[] = [];
    readers = new Readers(
      READERS,
      (turn) => balancer.url(turn),
      (body) => {
        if (JSON.parse(body).items.length !== SLOS) torn.push(body.slice(-100));
      },
    );
    const reading = readers;
    for (const leaving of [first, second]) {
      const before = reading.answered;
      await vi.waitFor(() => expect(reading.answered).toBeGreaterThan(before + READERS), PATIENCE);
      expect(await leaving.stop()).toBe(0);
      await serve("3s");
      await vi.waitFor(() => expect(balancer.count).toBe(2), PATIENCE);
    }
    await reading.stop();
    await balancer.stop();
    expect(reading.counts).toEqual({ 200: reading.answered });
    expect(torn).toEqual([]);
  }, 180_000);

  it("ends at once on a second signal", async () => {
    const service = await serve("10m");
    const ended = service.stop();
    await service.logged("stopping");
    process.kill(service.pid, "SIGTERM");
    expect(await ended).toBe("SIGTERM");
  }, 60_000);
});
