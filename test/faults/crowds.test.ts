import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { type HeadroomProcess, serveHeadroom } from "../fixtures/headroom-process.ts";
import { inTurn, Readers } from "./readers.ts";

const SPEC = `version: headroom/v1
service: shop
slos:
  - name: availability
    target: 99%
    events: {total: x_total, bad: 'x_total{code="500"}'}
`;
/** One address may hold so many connections. */
const ROOM = 500;
const ADDRESSES = 4;
const PATIENCE = { timeout: 60_000, interval: 100 };

let folder: string;
let headroom: HeadroomProcess;
let health: string;
let port: number;
const crowd: Socket[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "headroom-crowds-"));
  await writeFile(join(folder, "shop.yaml"), SPEC);
  headroom = await serveHeadroom([
    `--specs=${folder}`,
    "--specs-settle=100ms",
    "--prometheus=http://127.0.0.1:1",
    "--health-listen=127.0.0.1:0",
  ]);
  health = String((await headroom.logged("listening for health and metrics"))["url"]);
  port = Number(new URL(headroom.url).port);
  await headroom.logged("SLOs evaluated for the first time");
}, 60_000);
afterEach(() => {
  for (const socket of crowd.splice(0)) socket.destroy();
});
afterAll(async () => {
  await headroom?.stop("SIGKILL");
  await rm(folder, { recursive: true, force: true });
});

/** So many connections wait to be accepted at once; of more, some would be open to the one who asks alone. */
const BACKLOG = 200;

/** Connections of addresses of the loopback that nobody else has, each with what it says at first. */
async function gather(count: number, says: string): Promise<void> {
  for (let from = 0; from < count; from += BACKLOG) {
    const some = Array.from({ length: Math.min(BACKLOG, count - from) }, (_, i) => joinCrowd(from + i, says));
    await Promise.all(some);
    // Accepted after all of them.
    await fetch(`${headroom.url}/livez`);
  }
}

function joinCrowd(index: number, says: string): Promise<void> {
  const socket = connect({ port, host: "127.0.0.1", localAddress: `127.0.1.${1 + (index % ADDRESSES)}` });
  socket.on("error", () => undefined);
  socket.resume();
  crowd.push(socket);
  return new Promise<void>((resolve) => {
    socket.once("connect", () => {
      if (says !== "") socket.write(says);
      resolve();
    });
    socket.once("close", () => resolve());
  });
}

const open = (): number => crowd.filter(({ destroyed, readyState }) => !destroyed && readyState === "open").length;

/** A crowd is there, and those who read and those who probe notice nothing. */
async function noticesNothing(): Promise<void> {
  const readers = new Readers(5, inTurn([`${headroom.url}/api/v1/slos`, `${health}/livez`, `${health}/readyz`]));
  await vi.waitFor(() => expect(readers.answered).toBeGreaterThan(300), PATIENCE);
  await readers.stop();
  expect(readers.counts).toEqual({ 200: readers.answered });
}

describe("many connections at once", () => {
  it("that say nothing at all hold nobody up, and end by themselves", async () => {
    await gather(ROOM * ADDRESSES, "");
    expect(open()).toBeGreaterThan(ROOM);
    await noticesNothing();
    await vi.waitFor(() => expect(open()).toBe(0), PATIENCE);
  }, 120_000);

  it("that send their requests a byte at a time hold nobody up, and are cut however long they would go on", async () => {
    await gather(ROOM * ADDRESSES, "GET /api/v1/slos HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ");
    const drip = setInterval(() => {
      for (const socket of crowd) if (socket.writable) socket.write("a");
    }, 500);
    try {
      await noticesNothing();
      await vi.waitFor(() => expect(open()).toBe(0), PATIENCE);
    } finally {
      clearInterval(drip);
    }
    // Nothing of them is left.
    await noticesNothing();
  }, 120_000);

  it("of one address beyond its room are cut off, and the other addresses have theirs", async () => {
    const says = "GET /api/v1/slos HTTP/1.1\r\nX-Slow: ";
    await gather(ADDRESSES * (ROOM + 100), says);
    await vi.waitFor(() => expect(open()).toBeLessThanOrEqual(ADDRESSES * ROOM), PATIENCE);
    await noticesNothing();
  }, 120_000);
});
