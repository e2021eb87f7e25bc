import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { once } from "node:events";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type HeadroomProcess, serveHeadroom } from "../fixtures/headroom-process.ts";
import { startHttpServer, type TestServer } from "../fixtures/http-server.ts";

const SPEC = `version: headroom/v1
service: shop
slos:
  - name: availability
    target: 99%
    events: {total: x_total, bad: 'x_total{code="500"}'}
scaling:
  - name: shop
    target: Deployment/shop
    demand: sum(rate(x_total[1m]))
    replicas: count(up)
    capacity: {perReplica: 50, utilization: 0.8}
    limits: {min: 2, max: 9}
`;

/** Much less than what the tests let a query take. */
const SOON = 12;

let folder: string;
let hanging: TestServer;
let asked = 0;
let headroom: HeadroomProcess | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "headroom-stop-"));
  await writeFile(join(folder, "shop.yaml"), SPEC);
  asked = 0;
  // It takes requests, and answers none.
  hanging = await startHttpServer(() => void (asked += 1));
});
afterEach(async () => {
  await headroom?.stop("SIGKILL");
  await hanging.close();
  await rm(folder, { recursive: true });
});

const serve = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<HeadroomProcess> =>
  serveHeadroom(["--specs", folder, "--prometheus", hanging.url, "--query-timeout", "5m", ...args], env);

async function stopped(): Promise<{ readonly code: unknown; readonly seconds: number }> {
  const start = performance.now();
  const code = await headroom?.stop();
  return { code, seconds: (performance.now() - start) / 1000 };
}

describe("headroom serve that is told to stop", () => {
  it("does not wait for a Prometheus that hangs", async () => {
    headroom = await serve(["--scaling-step", "1s", "--shutdown-delay", "0s"]);
    await vi.waitFor(() => expect(asked).toBeGreaterThan(1), { timeout: 20_000 });
    const { code, seconds } = await stopped();
    expect(code).toBe(0);
    expect(seconds).toBeLessThan(SOON);
  });

  it("does not wait for a collector of traces that hangs", async () => {
    headroom = await serve(["--shutdown-delay", "0s"], {
      OTEL_EXPORTER_OTLP_ENDPOINT: hanging.url,
      OTEL_EXPORTER_OTLP_TIMEOUT: "300000",
    });
    await headroom.logged("specs loaded");
    const { code, seconds } = await stopped();
    expect(code).toBe(0);
    expect(seconds).toBeLessThan(SOON);
  });

  it("asks callers to connect anew while it serves on, and closes connections that they keep", async () => {
    headroom = await serve(["--shutdown-delay", "2s"]);
    const agent = new Agent({ keepAlive: true });
    const connection = async (): Promise<unknown> => {
      const sent = request(`${headroom?.url}/api/v1/slos`, { agent }).end();
      const [answer] = await once(sent, "response");
      answer.resume();
      await once(answer, "end");
      return answer.headers.connection;
    };
    expect(await connection()).toBe("keep-alive");
    const ended = stopped();
    await headroom.logged("stopping");
    expect(await connection()).toBe("close");
    const { code, seconds } = await ended;
    expect(code).toBe(0);
    expect(seconds).toBeLessThan(SOON);
    agent.destroy();
  });
});
